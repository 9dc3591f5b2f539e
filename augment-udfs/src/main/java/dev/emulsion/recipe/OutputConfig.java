package dev.emulsion.recipe;

import dev.emulsion.Require;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code output} section.
 *
 * @param path a directory that does not exist yet, or one that this very run began
 * @param mean per channel, in units of [0, 1]; used by the float types only
 * @param std per channel, in units of [0, 1]
 * @param shardBytes size at which a new Parquet file begins
 * @param rowGroupBytes size at which a new row group begins
 * @param slices parts of an epoch that are committed by themselves, at most so many; empty: from
 *     the number of buckets and cores. Changes neither rows nor files
 */
public record OutputConfig(
    String path,
    Profile profile,
    Dtype dtype,
    Layout layout,
    List<Double> mean,
    List<Double> std,
    long shardBytes,
    long rowGroupBytes,
    Compression compression,
    Plans plans,
    Optional<Integer> slices)
    implements Serializable {

  /** What the image column holds. */
  public enum Profile {
    /** The tensor's bytes in C order; shape and type stand in the footer and beside it. */
    RAW
  }

  /** Element type of the tensor. The float types hold (sample/255 - mean) / std. */
  public enum Dtype {
    UINT8(1),
    FLOAT16(2),
    FLOAT32(4);

    private final int bytes;

    Dtype(int bytes) {
      this.bytes = bytes;
    }

    /** Size of one element. */
    public int bytes() {
      return bytes;
    }
  }

  /** Order of the tensor's dimensions. */
  public enum Layout {
    CHW,
    HWC
  }

  /** Compression of the Parquet pages. Pixels hardly shrink. */
  public enum Compression {
    NONE,
    SNAPPY,
    ZSTD
  }

  /** Whether the {@code plan} column is filled. */
  public enum Plans {
    WRITE,
    OMIT
  }

  public static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  public static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);
  public static final long DEFAULT_SHARD_BYTES = 256L << 20;
  public static final long DEFAULT_ROW_GROUP_BYTES = 64L << 20;

  /** Everything but the path at its default. */
  public static OutputConfig at(String path) {
    return new OutputConfig(
        path,
        Profile.RAW,
        Dtype.UINT8,
        Layout.CHW,
        IMAGENET_MEAN,
        IMAGENET_STD,
        DEFAULT_SHARD_BYTES,
        DEFAULT_ROW_GROUP_BYTES,
        Compression.NONE,
        Plans.WRITE,
        Optional.empty());
  }

  public OutputConfig {
    Location.require("path", path);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    Require.that(mean.size() == 3, "mean must have 3 numbers, was " + mean);
    Require.that(
        std.size() == 3 && std.stream().allMatch(s -> s > 0),
        "std must have 3 positive numbers, was " + std);
    Require.atLeast("shard-size", 1L << 20, shardBytes);
    Require.atLeast("row-group-size", 1L << 20, rowGroupBytes);
    slices.ifPresent(n -> Require.atLeast("slices", 1, n));
  }

  static OutputConfig from(Section output) {
    OutputConfig fallback = at(output.text("path"));
    return new OutputConfig(
        fallback.path,
        output.choice("profile", fallback.profile),
        output.choice("dtype", fallback.dtype),
        output.choice("layout", fallback.layout),
        output.numbers("mean", fallback.mean),
        output.numbers("std", fallback.std),
        output.bytes("shard-size", fallback.shardBytes, Long.MAX_VALUE),
        output.bytes("row-group-size", fallback.rowGroupBytes, Long.MAX_VALUE),
        output.choice("compression", fallback.compression),
        output.choice("plans", fallback.plans),
        output.integerOrAuto("slices"));
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", path);
    values.put("profile", Names.of(profile));
    values.put("dtype", Names.of(dtype));
    values.put("layout", Names.of(layout));
    values.put("mean", mean);
    values.put("std", std);
    values.put("shard-size", ByteSize.format(shardBytes));
    values.put("row-group-size", ByteSize.format(rowGroupBytes));
    values.put("compression", Names.of(compression));
    values.put("plans", Names.of(plans));
    values.put("slices", slices.<Object>map(n -> n).orElse(Section.AUTO));
    return values;
  }
}
