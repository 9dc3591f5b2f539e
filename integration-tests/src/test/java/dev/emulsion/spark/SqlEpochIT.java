package dev.emulsion.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.jobs.augment.AugmentJob;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Recipes;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries give the rows of {@code augment}, byte for byte; two of them are those of docs/sql.md.
 */
class SqlEpochIT {

  private static final int IMAGES = 12;
  private static final int CLASSES = 3;
  private static final String TRANSFORM =
      "[{random-resized-crop: {size: 16}}, horizontal-flip, rand-augment]";

  private final SparkSession spark = LocalSpark.session();

  @TempDir private Path directory;
  private Path folder;
  private Path out;

  @BeforeEach
  void writeImages() throws IOException {
    folder = TestImages.folder(directory.resolve("images"), IMAGES, CLASSES);
    out = directory.resolve("out");
  }

  @Test
  void theEpochOfThePageIsThatOfAugment() throws IOException {
    augment("{mixup: {alpha: 0.8}}");
    String query =
        snippet("WITH ready")
            .replace("'cutmix'", "'" + TRANSFORM + "'")
            .replace("10, 0.1", "3, 0.1");
    spark.sql(query).createOrReplaceTempView("made");
    Dataset<Row> equal =
        spark.sql(
            "SELECT * FROM made JOIN rows ON rows.row_id = concat(made.id, '@0.0')"
                + " WHERE made.image = rows.image AND made.soft_label = rows.soft_label");
    assertThat(equal.count()).isEqualTo(IMAGES);
  }

  @Test
  void cutmixDrawsWhatAugmentDrawsInEveryEpochAndVariant() throws IOException {
    augment("{cutmix: {alpha: 0.7}}");
    Dataset<Row> made =
        spark.sql(
            """
            WITH pairs AS (
              SELECT rows.*,
                emulsion_transform(b.content, '%1$s', 7, base_id, epoch, variant) AS base,
                emulsion_transform(p.content, '%1$s', 7, partner_id, epoch, variant) AS partner
              FROM rows JOIN images b ON b.id = base_id JOIN images p ON p.id = partner_id)
            SELECT *, emulsion_cutmix(base, partner, 0.7, 7, base_id, epoch, variant) AS made
            FROM pairs\
            """
                .formatted(TRANSFORM));
    assertThat(
            made.where(
                    "emulsion_encode(made.image, 'tensor') = image AND made.lambda = lam"
                        + " AND made.lambda_drawn = lam_drawn"
                        + " AND made.plan = get_json_object(plan, '$.mix')")
                .count())
        .isEqualTo(IMAGES * 2 * 2);
    assertThat(made.select("lam").distinct().count()).isGreaterThan(5);
  }

  @Test
  void thePlansOfThePageGiveTheImagesOfTheirRows() throws IOException {
    augment("{p: 0.6, choose: [mixup, {cutmix: {}, weight: 2}, saliencymix]}");
    String query = snippet("SELECT o.row_id").replace("out/epoch=0", out + "/epoch=0");
    spark.sql(query).createOrReplaceTempView("made");
    assertThat(
            spark
                .sql(
                    "SELECT * FROM made JOIN rows USING (row_id)"
                        + " WHERE emulsion_encode(made.image, 'tensor') = rows.image")
                .count())
        .isEqualTo(IMAGES * 2);
    assertThat(spark.sql("SELECT DISTINCT method FROM rows").count()).isEqualTo(4);
  }

  /** Two epochs of two variants with seed 7, as the table {@code rows}; their inputs as images. */
  private void augment(String mix) throws IOException {
    new AugmentJob(
            spark,
            Recipes.of(folder)
                .with("seed", 7)
                .with("epochs", 2)
                .with("transform", TRANSFORM)
                .with("mix", mix)
                .with("labels", "{smoothing: 0.1}")
                .with("pairing", "{variants: 2}")
                .to(out)
                .load())
        .run();
    spark.read().parquet(out.toString()).createOrReplaceTempView("rows");
    spark
        .read()
        .format("binaryFile")
        .load(folder + "/*/*.jpg")
        .selectExpr(
            "regexp_extract(path, '[^/]+/[^/]+$', 0) AS id",
            "int(regexp_extract(path, 'class(.)/', 1)) AS label",
            "content")
        .createOrReplaceTempView("images");
  }

  /** The query of docs/sql.md that starts with {@code start}. */
  private static String snippet(String start) throws IOException {
    String page = Files.readString(Path.of("../docs/sql.md"));
    List<String> found =
        Pattern.compile("```sql\n(" + Pattern.quote(start) + ".*?);\n```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(fence -> fence.group(1))
            .toList();
    assertThat(found).as(start).hasSize(1);
    return found.get(0);
  }
}
