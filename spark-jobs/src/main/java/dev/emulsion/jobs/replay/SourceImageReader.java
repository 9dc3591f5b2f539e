package dev.emulsion.jobs.replay;

import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.side.ImageSet;
import dev.emulsion.io.source.PayloadRow;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.census.Duplicates;
import dev.emulsion.jobs.census.SealedInputs;
import dev.emulsion.spark.LocalRows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Reads the images that rows of a finished run were made of, from where the run read them. Only
 * images that are needed are read and shuffled.
 */
public final class SourceImageReader {

  /** Column that says which rows are rendered together and share decoded images; a long. */
  public static final String GROUP = "group";

  /** Up to this many rows, the list of needed images is broadcast rather than shuffled. */
  private static final long MAX_BROADCAST_ROWS = 100_000;

  /** Larger images are not read for display. */
  private static final long MAX_BYTES = 8L << 20;

  private final SealedInputs inputs;

  public SourceImageReader(SealedInputs inputs) {
    this.inputs = inputs;
  }

  /**
   * The source images of {@code rows}, for {@link SourceImages#add}: one row per group and image.
   * Images that no longer exist are missing.
   *
   * @param rows of {@link dev.emulsion.spark.OutputSchema} with the column {@link #GROUP}
   * @param count number of rows
   */
  public Dataset<Row> read(Dataset<Row> rows, long count) {
    Dataset<Row> needs =
        rows.flatMap(
                (FlatMapFunction<Row, Row>)
                    row ->
                        PlannedRow.of(row).needs(row.getAs(GROUP)).stream()
                            .map(ImageNeed::toRow)
                            .iterator(),
                Encoders.row(ImageNeed.SCHEMA))
            .distinct();
    boolean broadcast = count <= MAX_BROADCAST_ROWS;
    Dataset<Row> ofSamples = ofSamples(needs(needs, ImageKind.SAMPLE, broadcast));
    return ofSideInputs(needs, broadcast).map(ofSamples::union).orElse(ofSamples);
  }

  private Optional<Dataset<Row>> ofSideInputs(Dataset<Row> needs, boolean broadcast) {
    List<Dataset<Row>> found = new ArrayList<>();
    inputs
        .generated()
        .ifPresent(
            images -> found.add(generated(images, needs(needs, ImageKind.GENERATED, broadcast))));
    inputs
        .mixingSet()
        .ifPresent(set -> found.add(ofMixingSet(set, needs(needs, ImageKind.MIXING, broadcast))));
    return found.stream().reduce(Dataset::union);
  }

  /**
   * Collects the source images of a few rows, and the images of further samples. Images that no
   * longer exist are missing, and so are further samples of more than {@value #MAX_BYTES} bytes.
   */
  public void collect(List<Row> rows, List<String> samples, SourceImages found) {
    List<ImageNeed> needs =
        rows.stream().flatMap(row -> PlannedRow.of(row).needs(0).stream()).distinct().toList();
    Set<String> needed = new HashSet<>();
    needs.stream()
        .filter(need -> need.kind() == ImageKind.SAMPLE)
        .forEach(need -> needed.add(need.sampleId()));
    Set<String> further = new HashSet<>(samples);
    Dataset<Row> index =
        LocalRows.filter(
            inputs.samples().index(),
            row ->
                needed.contains(row.<String>getAs(Samples.ID))
                    || (row.<Long>getAs(Samples.BYTES) <= MAX_BYTES
                        && further.contains(row.<String>getAs(Samples.ID))));
    for (Row row : payload(index).collectAsList()) {
      ImageNeed of = ImageNeed.ofSample(0, row.getAs(Samples.ID));
      found.add(new SourceImage(of, row.getAs(Samples.IMAGE)));
    }
    List<Row> others =
        needs.stream()
            .filter(need -> need.kind() != ImageKind.SAMPLE)
            .map(ImageNeed::toRow)
            .toList();
    if (!others.isEmpty()) {
      Dataset<Row> few = index.sparkSession().createDataFrame(others, ImageNeed.SCHEMA);
      ofSideInputs(few, true).ifPresent(images -> images.collectAsList().forEach(found::add));
    }
  }

  private static Dataset<Row> needs(Dataset<Row> needs, ImageKind kind, boolean broadcast) {
    Dataset<Row> ofKind = ImageNeed.ofKind(needs, kind);
    return broadcast ? functions.broadcast(ofKind) : ofKind;
  }

  private Dataset<Row> ofSamples(Dataset<Row> needs) {
    Dataset<Row> needed =
        inputs
            .samples()
            .index()
            .join(needs.select(Samples.ID), new String[] {Samples.ID}, "left_semi");
    return payload(needed).join(needs, Samples.ID).select(SourceImage.columns());
  }

  /** Ids and images of the samples of {@code index} that the run used. */
  private Dataset<Row> payload(Dataset<Row> index) {
    Duplicates duplicates = inputs.duplicates();
    return inputs
        .samples()
        .payload(index)
        .filter((FilterFunction<Row>) row -> duplicates.uses(PayloadRow.of(row)))
        .select(Samples.ID, Samples.IMAGE);
  }

  private static Dataset<Row> generated(GeneratedImages images, Dataset<Row> needs) {
    String[] key = {ImageNeed.SAMPLE_ID, ImageNeed.NAME, ImageNeed.INDEX};
    Column[] keyColumns = {
      functions.col(ImageNeed.SAMPLE_ID),
      functions.col(ImageNeed.NAME),
      functions.col(ImageNeed.INDEX)
    };
    Dataset<Row> needed =
        images
            .index()
            .toDF(
                ImageNeed.SAMPLE_ID,
                ImageNeed.NAME,
                ImageNeed.INDEX,
                Samples.LOCATION,
                Samples.BYTES,
                Samples.STAMP)
            .join(needs.select(keyColumns), key, "left_semi")
            .groupBy(keyColumns)
            .agg(
                functions
                    .min(functions.struct(Samples.LOCATION, Samples.BYTES, Samples.STAMP))
                    .as("first"))
            .select(
                functions.col(Samples.ID),
                functions
                    .lit(null)
                    .cast(DataTypes.createArrayType(DataTypes.StringType))
                    .as(Samples.LABELS),
                functions
                    .lit(null)
                    .cast(DataTypes.createArrayType(DataTypes.FloatType))
                    .as(Samples.WEIGHTS),
                functions.col("first." + Samples.LOCATION),
                functions.col("first." + Samples.BYTES),
                functions.col("first." + Samples.STAMP),
                functions.col(ImageNeed.NAME).as(GeneratedImages.PROMPT),
                functions.col(ImageNeed.INDEX).as(GeneratedImages.INDEX));
    return images
        .payload(needed, false)
        .select(
            functions.col(Samples.ID),
            functions.col(GeneratedImages.PROMPT).as(ImageNeed.NAME),
            functions.col(GeneratedImages.INDEX).as(ImageNeed.INDEX),
            functions.col(Samples.IMAGE))
        .join(needs, key)
        .select(SourceImage.columns());
  }

  private static Dataset<Row> ofMixingSet(ImageSet set, Dataset<Row> needs) {
    return needs
        .join(set.payload().toDF(ImageNeed.NAME, Samples.IMAGE), ImageNeed.NAME)
        .select(SourceImage.columns());
  }
}
