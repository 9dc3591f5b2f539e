package dev.emulsion.spark.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.junit.jupiter.api.Test;

class OwnedBytesTest {

  private final Calls calls = new Calls();
  private final RecordConsumer owned = new OwnedBytes(calls);

  @Test
  void bytesOfAnImageArePassedOnAsConstantAndNotCopied() {
    byte[] image = new byte[300];

    owned.addBinary(Binary.fromReusedByteArray(image));

    Binary passed = calls.binaries.get(0);
    assertThat(passed.isBackingBytesReused()).isFalse();
    assertThat(passed.getBytesUnsafe()).isSameAs(image);
    assertThat(passed.copy()).isSameAs(passed); // what Parquet does for its statistics
  }

  @Test
  void aSliceOfABufferIsCopiedOnce() {
    byte[] buffer = new byte[100];
    buffer[20] = 7;

    owned.addBinary(Binary.fromReusedByteArray(buffer, 20, 50));
    buffer[20] = 8;

    assertThat(calls.binaries.get(0).getBytes()).hasSize(50).startsWith(7);
  }

  @Test
  void valuesAsShortAsSparksBuffersStayReused() {
    byte[] timestamp = new byte[12];
    Binary decimal = Binary.fromReusedByteArray(new byte[20], 0, 16);

    owned.addBinary(Binary.fromReusedByteArray(timestamp));
    owned.addBinary(decimal);

    assertThat(calls.binaries).allMatch(Binary::isBackingBytesReused);
  }

  @Test
  void everythingElseIsPassedOn() {
    owned.startMessage();
    owned.startField("a", 1);
    owned.startGroup();
    owned.addInteger(2);
    owned.addLong(3);
    owned.addBoolean(true);
    owned.addFloat(4);
    owned.addDouble(5);
    owned.endGroup();
    owned.endField("a", 1);
    owned.endMessage();
    owned.flush();

    assertThat(calls.others)
        .containsExactly(
            "message",
            "field a 1",
            "group",
            "int 2",
            "long 3",
            "boolean true",
            "float 4.0",
            "double 5.0",
            "end of group",
            "end of field a 1",
            "end of message",
            "flush");
  }

  private static final class Calls extends RecordConsumer {

    private final List<Binary> binaries = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    @Override
    public void addBinary(Binary value) {
      binaries.add(value);
    }

    @Override
    public void startMessage() {
      others.add("message");
    }

    @Override
    public void endMessage() {
      others.add("end of message");
    }

    @Override
    public void startField(String field, int index) {
      others.add("field " + field + " " + index);
    }

    @Override
    public void endField(String field, int index) {
      others.add("end of field " + field + " " + index);
    }

    @Override
    public void startGroup() {
      others.add("group");
    }

    @Override
    public void endGroup() {
      others.add("end of group");
    }

    @Override
    public void addInteger(int value) {
      others.add("int " + value);
    }

    @Override
    public void addLong(long value) {
      others.add("long " + value);
    }

    @Override
    public void addBoolean(boolean value) {
      others.add("boolean " + value);
    }

    @Override
    public void addFloat(float value) {
      others.add("float " + value);
    }

    @Override
    public void addDouble(double value) {
      others.add("double " + value);
    }

    @Override
    public void flush() {
      others.add("flush");
    }
  }
}
