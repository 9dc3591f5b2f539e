package dev.emulsion.jobs.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.io.source.PayloadRow;
import dev.emulsion.io.source.SourceLabel;
import dev.emulsion.jobs.run.CodecCheck.Place;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** A WebP is known by its first bytes, whatever its name is. */
class WebpByContentIT {

  private static final Dataset<Row> IMAGES =
      images(
          image("cat/0.jpg", "RIFF\u0010\0\0\0WAVEfmt "),
          image("cat/1.jpg", "RIFF\u0010\0\0\0WEBPVP8 "));

  @Test
  void anImageInWebpWithAnotherNameIsRefusedWhereOpenCvDoesNotLoad() {
    assertThatThrownBy(() -> check("auto", "no libm").requireNoWebp(IMAGES, () -> IMAGES))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cat/1.jpg is WebP, which needs the native codec, but OpenCV does not load on executor"
                + " 1 on a (no libm); run where it loads, convert such images to PNG or JPEG, or"
                + " set decode.codec to jdk to quarantine them");
    assertThatCode(() -> check("auto", "no libm").requireNoWebp(IMAGES)) // names only
        .doesNotThrowAnyException();
  }

  @Test
  void noImageIsReadWhereOpenCvLoadsOrIsNotWanted() {
    for (CodecCheck check : List.of(check("auto", ""), check("jdk", "no libm"))) {
      assertThatCode(
              () ->
                  check.requireNoWebp(
                      IMAGES,
                      () -> {
                        throw new AssertionError("images are read");
                      }))
          .doesNotThrowAnyException();
    }
  }

  private static CodecCheck check(String codec, String nativeFailure) {
    Recipe recipe =
        RecipeLoader.parse(
            "test",
            "{input: {path: in}, output: {path: out}, mix: none, transform: [], decode: {codec: "
                + codec
                + "}}",
            List.of());
    return new CodecCheck(recipe, List.of(new Place("executor 1 on a", codec, nativeFailure)));
  }

  private static Row image(String id, String bytes) {
    byte[] image = bytes.getBytes(StandardCharsets.ISO_8859_1);
    return new PayloadRow(id, SourceLabel.ofTexts(List.of("cat")), "", image).toRow();
  }

  private static Dataset<Row> images(Row... rows) {
    return LocalSpark.session().createDataFrame(List.of(rows), PayloadRow.SCHEMA);
  }
}
