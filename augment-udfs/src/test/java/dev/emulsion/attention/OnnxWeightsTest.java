package dev.emulsion.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models are spelled out by the field numbers of {@code onnx.proto}. */
class OnnxWeightsTest {

  /** Where a model may have tensors: fields from the model down to the tensor. */
  static int[][] places() {
    return new int[][] {
      {7, 5}, // graph.initializer
      {7, 15, 1}, // graph.sparse_initializer.values
      {7, 15, 2}, // and its indices
      {7, 1, 5, 5}, // graph.node.attribute.t
      {7, 1, 5, 10}, // and its tensors
      {7, 1, 5, 22, 1}, // and its sparse_tensor.values
      {7, 1, 5, 23, 2}, // and its sparse_tensors.indices
      {7, 1, 5, 6, 5}, // the initializer of a subgraph, attribute.g
      {7, 1, 5, 11, 1, 5, 5}, // a constant within one of an attribute's graphs
      {25, 7, 5, 5}, // functions.node.attribute.t
      {25, 11, 5}, // functions.attribute_proto.t
      {20, 1, 5}, // training_info.initialization.initializer
      {20, 2, 5}, // training_info.algorithm.initializer
    };
  }

  @ParameterizedTest
  @MethodSource("places")
  void aTensorIsFoundWhereverAModelMayHaveOne(int[] place) throws IOException {
    byte[] model = tensor("w.bin", 1);
    for (int i = place.length - 1; i >= 0; i--) {
      model = bytes(text(30, "a name"), field(place[i], model), number(31, 300));
    }
    assertThat(locations(model)).containsExactly("w.bin");
  }

  @Test
  void eachFileCountsOnceAndTensorsOfTheirOwnDoNot() throws IOException {
    byte[] graph =
        bytes(
            field(5, tensor("b", 1)),
            field(5, tensor("a", 1)),
            field(5, tensor("b", 1)),
            field(5, tensor("stale", 0)), // data_location DEFAULT
            field(5, field(9, "location".getBytes(StandardCharsets.UTF_8)))); // raw_data
    assertThat(locations(field(7, graph))).containsExactly("a", "b");
  }

  @Test
  void fieldsOfFourAndEightBytesAreSkipped() throws IOException {
    byte[] attribute =
        bytes(
            new byte[] {2 << 3 | 5, 1, 2, 3, 4},
            new byte[] {3 << 3 | 1, 1, 2, 3, 4, 5, 6, 7, 8},
            field(5, tensor("w", 1)));
    assertThat(locations(field(7, field(1, field(5, attribute))))).containsExactly("w");
  }

  @Test
  void aDamagedFileIsNotReadBeyondItsEnd() {
    byte[] model = field(7, field(5, tensor("w.bin", 1)));
    for (int length = 1; length < model.length; length++) {
      byte[] cut = Arrays.copyOf(model, length);
      assertThatThrownBy(() -> locations(cut)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> locations("no model".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void nestingIsBounded() {
    byte[] deep = new byte[0];
    for (int i = 0; i < 200; i++) {
      deep = field(1, field(5, field(6, deep)));
    }
    byte[] model = field(7, deep);
    assertThatThrownBy(() -> locations(model))
        .hasMessage("its messages are nested more than 100 deep");
  }

  private static SortedSet<String> locations(byte[] model) throws IOException {
    return OnnxWeights.locations(new ByteArrayInputStream(model), model.length);
  }

  private static byte[] tensor(String location, int dataLocation) {
    return bytes(
        text(8, "name"),
        field(13, bytes(text(1, "offset"), text(2, "4096"))),
        field(13, bytes(text(1, "location"), text(2, location))),
        field(13, bytes(text(1, "length"), text(2, "8"))),
        number(14, dataLocation));
  }

  private static byte[] text(int field, String value) {
    return field(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] field(int field, byte[] value) {
    return bytes(varint((long) field << 3 | 2), varint(value.length), value);
  }

  private static byte[] number(int field, long value) {
    return bytes(varint((long) field << 3), varint(value));
  }

  private static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (; value >= 0x80; value >>>= 7) {
      out.write((int) (value & 0x7f | 0x80));
    }
    out.write((int) value);
    return out.toByteArray();
  }

  private static byte[] bytes(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
