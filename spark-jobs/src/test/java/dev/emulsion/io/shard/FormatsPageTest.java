package dev.emulsion.io.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.label.Label;
import dev.emulsion.recipe.LabelsConfig;
import dev.emulsion.recipe.OutputConfig.Profile;
import dev.emulsion.spark.OutputSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/formats.md} shows the README of every profile, and names all columns and keys. */
class FormatsPageTest {

  private static final LabelsConfig SINGLE =
      new LabelsConfig(
          Optional.of(Label.Kind.SINGLE), LabelsConfig.Order.AUTO, 0, true, Optional.empty());

  @ParameterizedTest
  @EnumSource(Profile.class)
  void thePageShowsTheReadmeOfEveryProfile(Profile profile) throws IOException {
    String name = "readers/" + profile.name().toLowerCase(Locale.ROOT) + ".md";
    try (var text = Shards.class.getResourceAsStream(name)) {
      assertThat(page()).contains(new String(text.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void thePageHasEveryColumn() throws IOException {
    for (String column : OutputSchema.of(SINGLE).fieldNames()) {
      assertThat(page()).contains("`" + column + "`");
    }
  }

  @Test
  void thePageHasEveryFooterKey() throws IOException {
    for (String key :
        List.of(
            Shards.TENSORS_KEY, Shards.LABELS_KEY, Shards.RUN_KEY, "huggingface", "ARROW:schema")) {
      assertThat(page()).contains("| `" + key + "` |");
    }
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/formats.md"));
  }
}
