package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedRecipesTest {

  @Test
  void theListIsTheFolder() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../conf/recipes"))) {
      List<String> names =
          files.map(f -> f.getFileName().toString().replace(".yaml", "")).sorted().toList();
      assertThat(ShippedRecipes.NAMES).isEqualTo(names);
    }
  }

  @Test
  void everyRecipeSaysWhatItDoes() {
    assertThat(ShippedRecipes.NAMES)
        .allSatisfy(name -> assertThat(ShippedRecipes.summary(name)).isNotBlank());
  }
}
