package dev.emulsion.spark.parquet;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Declares to Parquet that the bytes of a value do not change later. Spark declares the opposite
 * although it has copied them out of its row; Parquet would then copy an image twice more, as the
 * least and the greatest of its page.
 */
final class OwnedBytes extends RecordConsumer {

  /**
   * Spark does change the bytes of decimals and timestamps, which it keeps in buffers this long.
   */
  private static final int SPARKS_BUFFER = 16;

  private final RecordConsumer values;

  OwnedBytes(RecordConsumer values) {
    this.values = values;
  }

  @Override
  public void addBinary(Binary value) {
    values.addBinary(
        value.length() > SPARKS_BUFFER && value.isBackingBytesReused()
            ? Binary.fromConstantByteArray(value.getBytesUnsafe())
            : value);
  }

  @Override
  public void startMessage() {
    values.startMessage();
  }

  @Override
  public void endMessage() {
    values.endMessage();
  }

  @Override
  public void startField(String field, int index) {
    values.startField(field, index);
  }

  @Override
  public void endField(String field, int index) {
    values.endField(field, index);
  }

  @Override
  public void startGroup() {
    values.startGroup();
  }

  @Override
  public void endGroup() {
    values.endGroup();
  }

  @Override
  public void addInteger(int value) {
    values.addInteger(value);
  }

  @Override
  public void addLong(long value) {
    values.addLong(value);
  }

  @Override
  public void addBoolean(boolean value) {
    values.addBoolean(value);
  }

  @Override
  public void addFloat(float value) {
    values.addFloat(value);
  }

  @Override
  public void addDouble(double value) {
    values.addDouble(value);
  }

  @Override
  public void flush() {
    values.flush();
  }
}
