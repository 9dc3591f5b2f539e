package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.OperationType;
import dev.emulsion.blend.Blends;
import dev.emulsion.mix.Mixes;
import dev.emulsion.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentedKeysTest {

  private static final Path PAGE = Path.of("..", "docs", "recipes.md");
  private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");

  @Test
  void everyKeyOfARecipeIsInTheTable() throws IOException {
    List<String> missing = new ArrayList<>(names(KnownKeys.ALL));
    String page = Files.readString(PAGE);
    missing.removeIf(name -> page.contains("`" + name + "`"));
    assertThat(missing).isEmpty();
  }

  @Test
  void everyOperationHasARowWithItsKeys() throws IOException {
    List<String> rows = Files.readAllLines(OPERATIONS);
    List<OperationType<?>> entries = new ArrayList<>(Transforms.all());
    entries.addAll(Blends.all());
    entries.addAll(Mixes.all());
    for (OperationType<?> entry : entries) {
      String row =
          rows.stream()
              .filter(line -> line.startsWith("| " + quoted(entry) + " |"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no row for " + entry.name()));
      assertThat(entry.keys()).allSatisfy(key -> assertThat(row).contains("`" + key + "`"));
    }
  }

  @Test
  void theRecipeOfThePageLoads() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("```yaml\n") + "```yaml\n".length();
    String yaml = page.substring(start, page.indexOf("```", start));
    assertThat(RecipeLoader.parse("docs/recipes.md", yaml, List.of()).mix().choose()).hasSize(2);
  }

  private static String quoted(OperationType<?> entry) {
    return "`" + entry.name() + "`";
  }

  private static List<String> names(Map<String, Object> keys) {
    List<String> names = new ArrayList<>();
    for (String key : keys.keySet()) {
      names.add(key);
      if (keys.get(key) instanceof Map) {
        names.addAll(names(KnownKeys.under(keys, key)));
      }
    }
    return names;
  }
}
