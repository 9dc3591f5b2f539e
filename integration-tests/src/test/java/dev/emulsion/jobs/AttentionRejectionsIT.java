package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.ModelFile;
import dev.emulsion.jobs.AttentionRuns.Run;
import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.jobs.augment.AugmentReport;
import dev.emulsion.jobs.estimate.EstimateJob;
import dev.emulsion.mix.AttentionTarget;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.ShuffledBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Models and maps that cannot be used, or differ from those of the run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttentionRejectionsIT {

  private static final Path SIX_CLASSES = Path.of("..", "conf", "quickstart", "images");

  @TempDir private static Path directory;
  private AttentionRuns runs;

  @BeforeAll
  void layOutImagesAndModel() throws IOException {
    runs = AttentionRuns.shared();
  }

  @Test
  void aMissingOrDifferentModelStopsTheRunBeforeAnyImageIsShuffled() {
    assertFailsBeforeTheShuffle(
        ConfigException.class,
        "the model file " + directory.resolve("none.onnx"),
        "attention.model.path=" + directory.resolve("none.onnx"));
    assertFailsBeforeTheShuffle(
        ConfigException.class,
        "must have the sha256 " + "0".repeat(64) + ", was " + ModelFile.sha256(runs.model()),
        "attention.model.sha256='" + "0".repeat(64) + "'");
    assertFailsBeforeTheShuffle(
        DataException.class,
        "trust cosine needs a model of as many classes as the labels, had 10 and 6; use another"
            + " model, or set mix.mixpro.trust to constant",
        "mix={mixpro: {cell: 16, patch: 16}}",
        "input.path=" + SIX_CLASSES);
  }

  private void assertFailsBeforeTheShuffle(
      Class<? extends Exception> type, String message, String... set) {
    Recipe recipe = runs.recipe("transmix: {}", "inline", set);
    SparkSession spark = LocalSpark.session();
    try (ShuffledBytes shuffled = ShuffledBytes.of(spark)) {
      assertThatThrownBy(() -> new AugmentJob(spark, recipe).run())
          .isInstanceOf(type)
          .hasMessageContaining(message);
      // the images are megabytes, ids and labels are not
      assertThat(shuffled.written()).isLessThan(100_000);
    }
    assertThatThrownBy(() -> new EstimateJob(spark, recipe, 2, Optional.empty()).run())
        .isInstanceOf(type)
        .hasMessageContaining(message);
  }

  @Test
  void theEstimateNeedsNoMaps() {
    Recipe recipe = runs.recipe("saliencymix: {saliency: precomputed}", "table");
    assertThat(new EstimateJob(LocalSpark.session(), recipe, 2, Optional.empty()).run())
        .isNotNull();
  }

  @Test
  void samplesWithoutAMapStopTheRunOrFollowTheArea() {
    SparkSession spark = LocalSpark.session();
    List<String> some = runs.ids().subList(2, runs.ids().size());
    Path maps = runs.maps(spark, some);
    for (String mix : List.of("transmix: {}", "saliencymix: {saliency: precomputed}")) {
      assertThatThrownBy(() -> new AugmentJob(spark, runs.table(mix, maps)).run())
          .isInstanceOf(DataException.class)
          .hasMessage(
              "every sample needs a map, but 2 of 48 have none in "
                  + maps
                  + ", such as "
                  + runs.ids().get(0)
                  + "; have emulsion attention make them, or, where maps only weigh labels, set"
                  + " attention.table.missing to area");
    }
    Run run = runs.run(spark, runs.table("transmix: {}", maps, "attention.table.missing=area"));
    for (Row row : run.rows()) {
      boolean known =
          some.contains(row.<String>getAs("base_id"))
              && some.contains(row.<String>getAs("partner_id"));
      boolean usesAttention = AttentionRuns.plan(row).attentionTarget() != AttentionTarget.NOWHERE;
      assertThat(AttentionRuns.plan(row).source())
          .isEqualTo(known && usesAttention ? AttentionSource.TABLE : AttentionSource.AREA);
    }
  }

  @Test
  void aMapThatCannotBeUsedIsNamed() {
    assertUnfit(
        new float[10],
        "a list must have the weights of a square grid, had 10; give a list of rows for another");
    assertUnfit(
        new float[] {0, 1, Float.NaN, 1},
        "attention must be finite and not negative, was NaN at row 1, column 0");
    assertUnfit(
        new float[] {0, -1, 1, 1},
        "attention must be finite and not negative, was -1.0 at row 0, column 1");
  }

  private void assertUnfit(float[] map, String why) {
    SparkSession spark = LocalSpark.session();
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("attention", DataTypes.createArrayType(DataTypes.FloatType));
    Path maps = directory.resolve("unfit-" + why.hashCode());
    spark
        .createDataset(List.of(RowFactory.create("class0/0.jpg", map)), Encoders.row(schema))
        .write()
        .parquet(maps.toString());
    assertThatThrownBy(() -> new AugmentJob(spark, runs.table("transmix: {}", maps)).run())
        .isInstanceOf(DataException.class)
        .hasMessage("the map of class0/0.jpg in " + maps + " cannot be used: " + why);
  }

  @Test
  void otherMapsAreAnotherRun() {
    SparkSession spark = LocalSpark.session();
    Path maps = runs.maps(spark, runs.ids());
    Run one = runs.run(spark, runs.table("transmix: {}", maps, "attention.table.missing=area"));
    String there = "output.path=" + one.out();
    Recipe again = runs.table("transmix: {}", maps, "attention.table.missing=area", there);
    assertThat(new AugmentJob(spark, again).run().outcome()).isEqualTo(AugmentReport.Outcome.FOUND);
    Path others = runs.maps(spark, runs.ids().subList(1, runs.ids().size()));
    Recipe moved = runs.table("transmix: {}", others, "attention.table.missing=area", there);
    assertThatThrownBy(() -> new AugmentJob(spark, moved).run())
        .isInstanceOf(ConfigException.class);
  }
}
