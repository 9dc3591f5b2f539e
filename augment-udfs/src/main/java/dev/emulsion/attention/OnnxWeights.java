package dev.emulsion.attention;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the files in which an ONNX model keeps weights outside its own, its external data.
 *
 * <p>Reads Protocol Buffers by hand, since Spark brings a version of their library that differs
 * from cluster to cluster, and skips everything but the messages that lead to a tensor.
 *
 * @see <a href="https://onnx.ai/onnx/repo-docs/ExternalData.html">ONNX, External Data</a>
 */
final class OnnxWeights {

  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH_PREFIXED = 2;
  private static final int FOUR_BYTES = 5;

  /** Deeper nesting than that of any graph, so that a damaged file cannot exhaust the stack. */
  private static final int MAX_DEPTH = 100;

  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;
  private static final String LOCATION = "location";
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;

  /** Messages of {@code onnx.proto}. */
  private enum Message {
    MODEL,
    GRAPH,
    NODE,
    ATTRIBUTE,
    TRAINING_INFO,
    FUNCTION,
    SPARSE_TENSOR,
    TENSOR,
    ENTRY;

    /** The messages within this one that may hold tensors, by field number. */
    private Map<Integer, Message> inside() {
      return switch (this) {
        case MODEL -> Map.of(7, GRAPH, 20, TRAINING_INFO, 25, FUNCTION);
        case GRAPH -> Map.of(1, NODE, 5, TENSOR, 15, SPARSE_TENSOR);
        case NODE -> Map.of(5, ATTRIBUTE);
        case ATTRIBUTE ->
            Map.of(
                5, TENSOR, 6, GRAPH, 10, TENSOR, 11, GRAPH, 22, SPARSE_TENSOR, 23, SPARSE_TENSOR);
        case TRAINING_INFO -> Map.of(1, GRAPH, 2, GRAPH);
        case FUNCTION -> Map.of(7, NODE, 11, ATTRIBUTE);
        case SPARSE_TENSOR -> Map.of(1, TENSOR, 2, TENSOR);
        case TENSOR -> Map.of(13, ENTRY);
        case ENTRY -> Map.of();
      };
    }
  }

  private final DataInputStream in;
  private final SortedSet<String> locations = new TreeSet<>();
  private long position;

  /** The location that the entries of the current tensor give. */
  private Optional<String> location = Optional.empty();

  private OnnxWeights(InputStream model) {
    this.in = new DataInputStream(model);
  }

  /**
   * The locations that the model's tensors name, as written there; empty if all weights are within.
   *
   * @param length of the file in bytes
   * @throws IOException if {@code model} cannot be read or is no Protocol Buffers message
   */
  static SortedSet<String> locations(InputStream model, long length) throws IOException {
    OnnxWeights weights = new OnnxWeights(model);
    weights.read(Message.MODEL, length, 0);
    return weights.locations;
  }

  private void read(Message message, long end, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("its messages are nested more than " + MAX_DEPTH + " deep");
    }
    Map<Integer, Message> inside = message.inside();
    String key = "";
    String value = "";
    boolean isExternal = false;
    while (position < end) {
      long tag = varint();
      int field = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case VARINT -> {
          long number = varint();
          if (message == Message.TENSOR && field == TENSOR_DATA_LOCATION) {
            isExternal = number == EXTERNAL;
          }
        }
        case EIGHT_BYTES -> skip(Long.BYTES, end);
        case FOUR_BYTES -> skip(Integer.BYTES, end);
        case LENGTH_PREFIXED -> {
          long length = varint();
          if (length < 0 || length > end - position) {
            throw new EOFException("it ends within a message");
          }
          if (inside.containsKey(field)) {
            read(inside.get(field), position + length, depth + 1);
          } else if (message == Message.ENTRY && field == ENTRY_KEY) {
            key = text(length);
          } else if (message == Message.ENTRY && field == ENTRY_VALUE) {
            value = text(length);
          } else {
            skip(length, end);
          }
        }
        default -> throw new IOException("it is no ONNX file");
      }
    }
    if (message == Message.ENTRY && key.equals(LOCATION)) {
      location = Optional.of(value);
    } else if (message == Message.TENSOR) {
      if (isExternal) {
        locations.add(location.orElse(""));
      }
      location = Optional.empty();
    }
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = in.readUnsignedByte();
      position++;
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IOException("it is no ONNX file");
  }

  private String text(long length) throws IOException {
    byte[] bytes = in.readNBytes((int) Math.min(length, Integer.MAX_VALUE));
    position += bytes.length;
    if (bytes.length < length) {
      throw new EOFException("it ends within a message");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void skip(long bytes, long end) throws IOException {
    if (bytes > end - position) {
      throw new EOFException("it ends within a message");
    }
    in.skipNBytes(bytes);
    position += bytes;
  }
}
