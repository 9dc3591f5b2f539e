package dev.emulsion.recipe;

import dev.emulsion.Require;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code output} section.
 *
 * @param path a directory that is new or empty, or that holds an unfinished run of this recipe
 * @param tensor layout of the pixels; present if the profile holds tensors
 * @param encoding encoding of the images; present if the profile holds encoded images
 * @param dataset the dataset that the shards are; present if the profile holds encoded images
 * @param shardBytes target size of the files
 * @param minShards minimum number of files of an epoch, as far as it has so many rows; empty: 16,
 *     or fewer if they would have less than 8 rows each. A loader cannot use more workers than
 *     there are files
 * @param parquet settings of Parquet; present if the profile is Parquet
 * @param commitsPerEpoch upper limit on the number of slices of an epoch that are committed
 *     separately; empty: chosen from the numbers of buckets and cores. Changes neither rows nor
 *     files
 * @param catalog the table that a finished run gets in the session's catalog; of Parquet profiles
 */
public record OutputConfig(
    String path,
    Profile profile,
    Optional<Tensor> tensor,
    Optional<Encoding> encoding,
    Optional<HubDataset> dataset,
    long shardBytes,
    Optional<Integer> minShards,
    Optional<Parquet> parquet,
    Plans plans,
    Optional<Integer> commitsPerEpoch,
    Optional<CatalogTable> catalog)
    implements Serializable {

  /** The file layouts that training frameworks read. */
  public enum Profile {
    /** Parquet; tensors as bytes in C order, their shape and type in the footer. */
    RAW,
    /** Parquet as Hugging Face {@code datasets} writes it; encoded images. */
    HF,
    /** Parquet that Arrow reads as tensors of one fixed shape, float32. */
    ARROW,
    /** Tar files; encoded images with a JSON file each. */
    WEBDATASET;

    /** Whether images are tensors; else they are encoded images. */
    public boolean holdsTensors() {
      return this == RAW || this == ARROW;
    }

    /** Whether shards are Parquet files; else they are tar files. */
    public boolean isParquet() {
      return this != WEBDATASET;
    }
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

  /**
   * Type and layout of the pixels.
   *
   * @param mean of each channel, for pixels in [0, 1]; 3 numbers, used by the float types only
   * @param std of each channel, for pixels in [0, 1]; 3 positive numbers
   */
  public record Tensor(Dtype dtype, Layout layout, List<Double> mean, List<Double> std)
      implements Serializable {

    /** The default layout and normalization with this type. */
    public static Tensor of(Dtype dtype) {
      return new Tensor(dtype, Layout.CHW, IMAGENET_MEAN, IMAGENET_STD);
    }

    public Tensor {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      Require.normalization(mean, std);
      for (int channel = 0; channel < 3; channel++) {
        double m = mean.get(channel);
        double largest = Math.max(Math.abs(m), Math.abs(1 - m)) / std.get(channel);
        Require.that(
            dtype != Dtype.FLOAT16 || largest <= LARGEST_FLOAT16,
            "mean and std must give numbers that float16 can hold, up to 65504, but (1 - mean) /"
                + " std is up to "
                + largest
                + "; choose dtype float32");
      }
    }
  }

  /** Where the shards are in the output directory. */
  public enum FileLayout {
    /** A folder for each epoch, named as a Hive partition: {@code epoch=0/part-00000-c000.tar}. */
    HIVE,
    /**
     * All epochs in one folder, as the Hugging Face Hub has it: {@code
     * data/train-00000-of-00042.tar}, with a dataset card next to it.
     */
    HUB
  }

  /**
   * The shards as a dataset of the Hugging Face Hub.
   *
   * @param license of the images, as the Hub names it, for the dataset card; changes no row
   */
  public record HubDataset(FileLayout layout, String license) implements Serializable {

    private static final Pattern LICENSE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+-]*");

    /** In the folders of epochs. */
    public static final HubDataset DEFAULT = new HubDataset(FileLayout.HIVE, "unknown");

    public HubDataset {
      Require.that(
          LICENSE.matcher(license).matches(),
          "license must be an identifier of the Hugging Face Hub, such as cc-by-4.0, other or"
              + " unknown, was "
              + license);
    }

    private Object writeReplace() {
      return SerializedRecord.of(this);
    }
  }

  private static final double LARGEST_FLOAT16 = 65_504;

  /** Compression of Parquet pages. It hardly reduces the size of pixels and encoded images. */
  public enum Compression {
    NONE,
    SNAPPY,
    ZSTD
  }

  /** Where the shards' metadata is stored. */
  public enum Footer {
    /** In the footer of every shard, as well as in {@code metadata.json}. */
    FILE,
    /**
     * In {@code metadata.json} only, for committers that only support Spark's own Parquet format.
     */
    SIDECAR
  }

  /**
   * Settings of Parquet files.
   *
   * @param rowGroupBytes target size of the row groups
   */
  public record Parquet(long rowGroupBytes, Compression compression, Footer footer)
      implements Serializable {

    public Parquet {
      Require.within(
          "row-group-size",
          1L << 20,
          1L << 30,
          rowGroupBytes,
          "writers and readers hold a whole row group in memory");
    }

    public static final Parquet DEFAULT =
        new Parquet(DEFAULT_ROW_GROUP_BYTES, Compression.NONE, Footer.FILE);
  }

  /** Whether the {@code plan} column is filled. */
  public enum Plans {
    WRITE,
    OMIT
  }

  /** How the catalog keeps the table. */
  public enum TableFormat {
    /** Parquet files in folders of a partition, as Hive, Spark and others read them. */
    HIVE,
    /** A Delta table, whose log is written into the output directory. */
    DELTA,
    /** An Iceberg table, whose metadata are where its catalog keeps them. */
    ICEBERG
  }

  /**
   * A table over the shards.
   *
   * @param table its name, as SQL has it
   */
  public record CatalogTable(String table, TableFormat format) implements Serializable {

    public CatalogTable {
      Require.that(!table.isBlank(), "table must be the name of a table, was blank");
    }

    static CatalogTable from(Section catalog) {
      return new CatalogTable(catalog.text("table"), catalog.choice("format", TableFormat.HIVE));
    }

    Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("table", table);
      values.put("format", Names.of(format));
      return values;
    }

    private Object writeReplace() {
      return SerializedRecord.of(this);
    }
  }

  private static final String CATALOG = "catalog";
  private static final String LAYOUT = "layout";
  private static final CatalogTable ANY_TABLE = new CatalogTable("table", TableFormat.HIVE);
  private static final int MAX_COMMITS = 100_000;

  public static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  public static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);
  public static final Encoding DEFAULT_ENCODING = new Encoding(Format.JPEG, 95);
  public static final long DEFAULT_SHARD_BYTES = 256L << 20;

  /** Readers in Python hold three to four times as much for a moment. */
  public static final long DEFAULT_ROW_GROUP_BYTES = 32L << 20;

  private static final int DEFAULT_MIN_SHARDS = 16;
  private static final int MIN_ROWS_PER_SHARD = 8;
  private static final int MAX_MIN_SHARDS = 100_000;

  static final Set<String> TENSOR_KEYS = Set.of("dtype", "layout", "mean", "std");
  static final Set<String> JPEG_KEYS = Set.of("quality", "subsampling");

  /** The layout of encoded images is that of their files. */
  private static final Set<String> TENSOR_ONLY_KEYS = Set.of("dtype", "mean", "std");

  private static final Set<String> ENCODING_KEYS =
      Set.of("encoding", "quality", "subsampling", "license");
  private static final Set<String> PARQUET_KEYS =
      Set.of("row-group-size", "compression", "footer", CATALOG);

  /** Profile {@code raw} with all defaults. */
  public static OutputConfig at(String path) {
    return of(path, Profile.RAW);
  }

  /** A profile with all its defaults. */
  public static OutputConfig of(String path, Profile profile) {
    return new OutputConfig(
        path,
        profile,
        profile.holdsTensors() ? Optional.of(Tensor.of(dtypeOf(profile))) : Optional.empty(),
        profile.holdsTensors() ? Optional.empty() : Optional.of(DEFAULT_ENCODING),
        profile.holdsTensors() ? Optional.empty() : Optional.of(HubDataset.DEFAULT),
        DEFAULT_SHARD_BYTES,
        Optional.empty(),
        profile.isParquet() ? Optional.of(Parquet.DEFAULT) : Optional.empty(),
        Plans.WRITE,
        Optional.empty(),
        Optional.empty());
  }

  private static Dtype dtypeOf(Profile profile) {
    return profile == Profile.ARROW ? Dtype.FLOAT32 : Dtype.UINT8;
  }

  public OutputConfig {
    Location.require("path", path);
    Require.that(
        tensor.isPresent() == profile.holdsTensors()
            && encoding.isPresent() != profile.holdsTensors()
            && dataset.isPresent() != profile.holdsTensors()
            && parquet.isPresent() == profile.isParquet(),
        "tensor, encoding, dataset and parquet must be present exactly where the profile has them");
    Require.that(
        catalog.isEmpty() || profile.isParquet(), "catalog is for profiles of Parquet; remove it");
    Require.that(
        catalog.isEmpty() || !isHub(dataset),
        "catalog needs the folders of layout hive, but layout was hub; set layout to hive or remove"
            + " catalog");
    Require.within(
        "shard-size",
        1L << 20,
        1L << 40,
        shardBytes,
        "object stores limit a file to a few terabytes, and one task writes it");
    minShards.ifPresent(
        n ->
            Require.that(
                n >= 1 && n <= MAX_MIN_SHARDS,
                "min-shards must be between 1 and "
                    + MAX_MIN_SHARDS
                    + ", more than any loader has workers, was "
                    + n));
    commitsPerEpoch.ifPresent(
        n ->
            Require.within(
                "commits-per-epoch", 1, MAX_COMMITS, n, "every commit is a job of its own"));
    if (profile == Profile.ARROW) {
      Dtype dtype = tensor.get().dtype();
      Require.that(
          dtype == Dtype.FLOAT32,
          "dtype must be float32 in profile arrow, was " + Names.of(dtype) + "; or choose raw");
      Require.that(
          parquet.get().footer() == Footer.FILE,
          "footer must be file in profile arrow, was sidecar: Arrow finds the tensor type of the"
              + " image column in the footer");
    }
  }

  private static boolean isHub(Optional<HubDataset> dataset) {
    return dataset.filter(it -> it.layout() == FileLayout.HUB).isPresent();
  }

  /** Where the shards are in the output directory. */
  public FileLayout fileLayout() {
    return isHub(dataset) ? FileLayout.HUB : FileLayout.HIVE;
  }

  OutputConfig withPath(String path) {
    return new OutputConfig(
        path,
        profile,
        tensor,
        encoding,
        dataset,
        shardBytes,
        minShards,
        parquet,
        plans,
        commitsPerEpoch,
        catalog);
  }

  /** Whether images are written as WebP, which the native codec alone can do. */
  public boolean isWebp() {
    return encoding.filter(to -> to.format() == Format.WEBP).isPresent();
  }

  /** The minimum number of files of an epoch of {@code rows} rows, at least 1. */
  public long minShards(long rows) {
    long fallback = Math.min(DEFAULT_MIN_SHARDS, rows / MIN_ROWS_PER_SHARD);
    return Math.max(1, minShards.map(asked -> Math.min(asked, rows)).orElse(fallback));
  }

  /** See {@link Recipe#forRunId}. */
  OutputConfig forRunId() {
    return new OutputConfig(
        Recipe.NO_PATH,
        profile,
        tensor,
        encoding,
        dataset.map(it -> new HubDataset(it.layout(), HubDataset.DEFAULT.license())),
        shardBytes,
        minShards,
        parquet,
        plans,
        Optional.empty(),
        Optional.empty());
  }

  static OutputConfig from(Section output) {
    OutputConfig fallback = of(output.text("path"), output.choice("profile", Profile.RAW));
    Profile profile = fallback.profile;
    String name = "profile " + Names.of(profile);
    if (!profile.holdsTensors()) {
      output.reject(TENSOR_ONLY_KEYS, name + " holds encoded images, not tensors");
    } else {
      output.reject(ENCODING_KEYS, name + " holds tensors, not encoded images");
      if (isHub(output)) {
        output.reject(
            Set.of(LAYOUT),
            "layout hub is for profiles hf and webdataset, " + name + " is not one");
      }
    }
    if (!profile.isParquet()) {
      output.reject(PARQUET_KEYS, name + " is not Parquet");
    }
    return new OutputConfig(
        fallback.path,
        profile,
        fallback.tensor.map(tensor -> tensor(output, tensor)),
        fallback.encoding.map(encoding -> encoding(output, encoding)),
        fallback.dataset.map(dataset -> dataset(output, dataset)),
        output.bytes("shard-size", fallback.shardBytes, Long.MAX_VALUE),
        output.integerOrAuto("min-shards"),
        fallback.parquet.map(parquet -> parquet(output, parquet)),
        output.choice("plans", fallback.plans),
        output.integerOrAuto("commits-per-epoch"),
        profile.isParquet() && output.has(CATALOG)
            ? Optional.of(CatalogTable.from(output.section(CATALOG, ANY_TABLE.values().keySet())))
            : Optional.empty());
  }

  private static boolean isHub(Section output) {
    return output.text(LAYOUT, "").equals(Names.of(FileLayout.HUB));
  }

  private static Tensor tensor(Section output, Tensor fallback) {
    return new Tensor(
        output.choice("dtype", fallback.dtype),
        isHub(output) ? fallback.layout : output.choice(LAYOUT, fallback.layout),
        output.numbers("mean", fallback.mean),
        output.numbers("std", fallback.std));
  }

  private static HubDataset dataset(Section output, HubDataset fallback) {
    return new HubDataset(
        output.choice(LAYOUT, fallback.layout), output.text("license", fallback.license));
  }

  private static Encoding encoding(Section output, Encoding fallback) {
    Format format = output.choice("encoding", fallback.format());
    if (format != Format.JPEG) {
      output.reject(JPEG_KEYS, "encoding " + Names.of(format) + " is lossless");
      return new Encoding(format, fallback.quality());
    }
    return new Encoding(
        format,
        output.integer("quality", fallback.quality()),
        output.choice("subsampling", fallback.subsampling()));
  }

  private static Parquet parquet(Section output, Parquet fallback) {
    return new Parquet(
        output.bytes("row-group-size", fallback.rowGroupBytes, Long.MAX_VALUE),
        output.choice("compression", fallback.compression),
        output.choice("footer", fallback.footer));
  }

  /** The keys that the profile has, with their values. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("path", path);
    values.put("profile", Names.of(profile));
    tensor.ifPresent(
        it -> {
          values.put("dtype", Names.of(it.dtype()));
          values.put(LAYOUT, Names.of(it.layout()));
          values.put("mean", it.mean());
          values.put("std", it.std());
        });
    encoding.ifPresent(
        it -> {
          values.put("encoding", Names.of(it.format()));
          if (it.format() == Format.JPEG) {
            values.put("quality", it.quality());
            values.put("subsampling", Names.of(it.subsampling()));
          }
        });
    dataset.ifPresent(
        it -> {
          values.put(LAYOUT, Names.of(it.layout()));
          values.put("license", it.license());
        });
    values.put("shard-size", ByteSize.format(shardBytes));
    values.put("min-shards", minShards.<Object>map(n -> n).orElse(Section.AUTO));
    parquet.ifPresent(
        it -> {
          values.put("row-group-size", ByteSize.format(it.rowGroupBytes()));
          values.put("compression", Names.of(it.compression()));
          values.put("footer", Names.of(it.footer()));
        });
    values.put("plans", Names.of(plans));
    values.put("commits-per-epoch", commitsPerEpoch.<Object>map(n -> n).orElse(Section.AUTO));
    catalog.ifPresent(it -> values.put(CATALOG, it.values()));
    return values;
  }

  /** The keys of all profiles. */
  static Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (Profile profile : Profile.values()) {
      keys.putAll(of("out", profile).values());
    }
    keys.put(CATALOG, ANY_TABLE.values());
    return keys;
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
