package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShippedRecipesTest {

  @Test
  void everyRecipeOfTheFolderIsListedAndTravelsInTheJar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "conf", "recipes"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")).sorted())
          .isEqualTo(ShippedRecipes.NAMES);
    }
    assertThat(ShippedRecipes.NAMES)
        .allSatisfy(name -> assertThat(ShippedRecipes.summary(name)).isNotBlank());
  }
}
