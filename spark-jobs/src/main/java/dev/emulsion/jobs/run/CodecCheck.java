package dev.emulsion.jobs.run;

import dev.emulsion.ConfigException;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.io.source.Samples;
import dev.emulsion.recipe.Names;
import dev.emulsion.recipe.Recipe;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which codec the driver and the executors have, asked before images are read, so that neither a
 * slower codec nor one that lacks a format comes as a surprise.
 *
 * @param places the driver, and on a cluster the executors that were there
 */
public record CodecCheck(Recipe recipe, List<Place> places) {

  /** A file of type RIFF whose content is of type WEBP. */
  private static final String WEBP =
      "substring(image, 1, 4) = X'52494646' AND substring(image, 9, 4) = X'57454250'";

  private static final Logger LOG = LoggerFactory.getLogger(CodecCheck.class);

  /** What decoding without the native codec costs, after a subject. */
  public static final String COST =
      "reads no WebP and, where Java has no vectors of 256 bits, takes about half as long again for"
          + " each JPEG";

  /**
   * One process.
   *
   * @param name such as {@code executor 3 on worker-7}
   * @param nativeFailure why the native codec does not load there; empty where it does
   */
  record Place(String name, String codec, String nativeFailure) implements Serializable {}

  /**
   * Asks the driver and, on a cluster, every executor; there this is a short Spark job.
   *
   * @throws ConfigException if {@code decode.codec} is native and one of them cannot load it
   */
  public static CodecCheck of(SparkSession spark, Recipe recipe) {
    DecodeOptions decode = recipe.decode();
    List<Place> places = new ArrayList<>(List.of(place("the driver", decode)));
    if (!spark.sparkContext().isLocal()) {
      places.addAll(
          ExecutorPoll.ask(
              JavaSparkContext.fromSparkContext(spark.sparkContext()),
              name -> place(name, decode),
              JavaRDD::collect));
    }
    CodecCheck check = new CodecCheck(recipe, List.copyOf(places));
    check.requireNative();
    places.forEach(place -> LOG.info("{} decodes with {}", place.name(), place.codec()));
    return check;
  }

  private static Place place(String name, DecodeOptions decode) {
    String failure = decode.codec() == Codec.JDK ? "" : ImageCodecs.nativeFailure().orElse("");
    String codec =
        decode.codec() == Codec.NATIVE && !failure.isEmpty()
            ? "none"
            : ImageCodecs.of(decode).toString();
    return new Place(name, codec, failure);
  }

  private List<Place> without() {
    return places.stream().filter(place -> !place.nativeFailure().isEmpty()).toList();
  }

  void requireNative() {
    if (recipe.decode().codec() == Codec.NATIVE && !without().isEmpty()) {
      throw new ConfigException(
          "decode.codec is native, but "
              + notLoaded()
              + "; set decode.codec to auto or jdk, or run where it loads");
    }
  }

  /** The codecs in use, each once. */
  public String codecs() {
    return String.join(" and ", new TreeSet<>(places.stream().map(Place::codec).toList()));
  }

  /** What a fallback to the JDK's codec costs; empty if there was none. */
  public Optional<String> warning() {
    return without().isEmpty()
        ? Optional.empty()
        : Optional.of(
            notLoaded()
                + "; the JDK's codec, which is used there, gives the same pixels, but "
                + COST
                + "; docs/codecs.md says what OpenCV needs");
  }

  /**
   * Warns of the codecs of executors that were not there when all were asked; empty if they decode
   * as the others do.
   *
   * @param codecs with which images were decoded
   */
  public Optional<String> warning(Set<String> codecs) {
    TreeSet<String> late = new TreeSet<>(codecs);
    places.forEach(place -> late.remove(place.codec()));
    late.removeIf(codec -> codec.startsWith(Names.of(Codec.NATIVE)));
    return late.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "an executor that joined after the run began decodes with "
                + String.join(" and ", late)
                + ", which "
                + COST
                + "; docs/codecs.md says what OpenCV needs");
  }

  /**
   * Requires that nothing of the format WebP is read, by the names of the samples, or written
   * without the native codec.
   *
   * @param index of the samples
   */
  public void requireNoWebp(Dataset<Row> index) {
    requireNoWebp(() -> named(index));
  }

  /**
   * The same, also by the first bytes of the images, which are read only where the native codec
   * does not load.
   *
   * @param images of the samples, as {@link dev.emulsion.io.source.PayloadRow}s
   */
  public void requireNoWebp(Dataset<Row> index, Supplier<Dataset<Row>> images) {
    requireNoWebp(
        () ->
            recipe.decode().codec() == Codec.JDK // which quarantines them
                ? Optional.empty()
                : named(index).or(() -> first(images.get().filter(WEBP))));
  }

  private static Optional<String> named(Dataset<Row> index) {
    return first(index.filter(functions.lower(functions.col(Samples.ID)).endsWith(".webp")));
  }

  private static Optional<String> first(Dataset<Row> samples) {
    return samples.select(Samples.ID).limit(1).collectAsList().stream()
        .map(row -> row.getString(0))
        .findFirst();
  }

  /** The same, given the id of a sample in WebP, if there is one. */
  void requireNoWebp(Supplier<Optional<String>> webp) {
    if (without().isEmpty()) {
      return;
    }
    requireNoWebpOutput();
    webp.get()
        .ifPresent(
            id -> {
              throw new ConfigException(
                  id
                      + " is WebP, which needs the native codec, but "
                      + notLoaded()
                      + "; run where it loads, convert such images to PNG or JPEG, or set"
                      + " decode.codec to jdk to quarantine them");
            });
  }

  private void requireNoWebpOutput() {
    if (recipe.output().isWebp()) {
      throw new ConfigException(
          "output.encoding is webp, which only the native codec writes, but "
              + notLoaded()
              + "; set output.encoding to png or jpeg, or run where it loads");
    }
  }

  /** Such as {@code OpenCV does not load on the driver (reason)}. */
  private String notLoaded() {
    List<Place> failing = without();
    String names = Hosts.names(failing.stream().map(Place::name).toList());
    return "OpenCV does not load on " + names + " (" + failing.get(0).nativeFailure() + ")";
  }
}
