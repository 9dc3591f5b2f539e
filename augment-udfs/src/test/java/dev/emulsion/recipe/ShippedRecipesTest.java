package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.Range;
import dev.emulsion.Weighted;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Size;
import dev.emulsion.mix.CutMix;
import dev.emulsion.mix.MixUp;
import dev.emulsion.mix.Mixing;
import dev.emulsion.transform.CenterCrop;
import dev.emulsion.transform.ColorJitter;
import dev.emulsion.transform.HorizontalFlip;
import dev.emulsion.transform.Interpolation;
import dev.emulsion.transform.RandAugment;
import dev.emulsion.transform.RandomResizedCrop;
import dev.emulsion.transform.Resize;
import dev.emulsion.transform.Sampling;
import dev.emulsion.transform.ThreeAugment;
import dev.emulsion.transform.TimmConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ShippedRecipesTest {

  private static final Path FOLDER = Path.of("..", "conf", "recipes");

  @ParameterizedTest
  @MethodSource("files")
  void everyRecipeLoadsOncePathsAreGiven(Path file) {
    Recipe recipe = load(file);
    assertThat(RecipeLoader.parse("again", Recipes.write(recipe), List.of())).isEqualTo(recipe);
  }

  @Test
  void everyProfileHasARecipe() {
    for (OutputConfig.Profile profile : OutputConfig.Profile.values()) {
      String name = profile == OutputConfig.Profile.RAW ? "cutmix" : Names.of(profile);
      assertThat(load(FOLDER.resolve(name + ".yaml")).output().profile()).isEqualTo(profile);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyRecipeBeginsWithItsPurposeAndItsPaper(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0)).startsWith("# ");
    assertThat(lines.get(1)).startsWith("# ").contains("https://arxiv.org/abs/");
  }

  @ParameterizedTest
  @EnumSource(InputConfig.Format.class)
  void everyFormatHasAnExampleThatIsExplained(InputConfig.Format format) throws IOException {
    Path file = Path.of("..", "conf", "examples", Names.of(format) + ".yaml");
    assertThat(Files.readAllLines(file).get(0)).startsWith("# ");
    Recipe recipe = RecipeLoader.load(file, List.of("output.path=out"));
    assertThat(recipe.input().format()).isEqualTo(format);
    String page = Files.readString(Path.of("..", "docs", "sources.md"));
    assertThat(page).contains("| `" + Names.of(format) + "` |");
  }

  @Test
  void theRecipeOfDeitHasItsSettings() {
    Recipe recipe = load(FOLDER.resolve("mixup-cutmix.yaml"));
    assertThat(recipe.mix())
        .isEqualTo(
            new Mixing(
                1.0,
                List.of(
                    new Weighted<>(new MixUp(0.8), 0.5), new Weighted<>(new CutMix(1.0), 0.5))));
    assertThat(recipe.labels().smoothing()).isEqualTo(0.1);
    var crop = (RandomResizedCrop) recipe.transform().get(0);
    assertThat(crop.size().toString()).isEqualTo("224×224");
    assertThat(crop.filter()).isEqualTo(Interpolation.BICUBIC);
    assertThat(recipe.transform().get(1)).isEqualTo(new HorizontalFlip(0.5));
  }

  @Test
  void thePlainRecipeOnlyResizesAndCrops() {
    Recipe recipe = load(FOLDER.resolve("plain.yaml"));
    assertThat(recipe.mix().needsPartner()).isFalse();
    assertThat(recipe.transform())
        .containsExactly(
            new Resize(new Resize.ShortSide(256, Resize.ShortSide.UNBOUNDED), Filter.BICUBIC),
            new CenterCrop(Size.square(224)));
  }

  @Test
  void theRecipeOfDeit3HasItsPublishedSettings() {
    Recipe recipe = load(FOLDER.resolve("deit3.yaml"));
    assertThat(recipe.mix())
        .isEqualTo(
            new Mixing(
                1.0,
                List.of(
                    new Weighted<>(new MixUp(0.8), 0.5), new Weighted<>(new CutMix(1.0), 0.5))));
    assertThat(recipe.labels().smoothing()).isZero();
    Range change = new Range(0.7, 1.3);
    assertThat(recipe.transform().subList(1, 4))
        .containsExactly(
            new HorizontalFlip(0.5),
            new ThreeAugment(),
            new ColorJitter(change, change, change, new Range(0, 0), 1));
  }

  @Test
  void theRecipeOfRandAugmentIsTimms() {
    Recipe recipe = load(FOLDER.resolve("randaugment.yaml"));
    assertThat(recipe.transform().get(2))
        .isEqualTo(
            new RandAugment(
                new TimmConfig(9, 2, 0.5, 0.5, 10, TimmConfig.OperationSet.INCREASING),
                new Sampling(Interpolation.BICUBIC, List.of(124, 116, 104))));
    assertThat(recipe.mix().needsPartner()).isFalse();
  }

  private static Recipe load(Path file) {
    return RecipeLoader.load(file, List.of("input.path=images", "output.path=out"));
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> recipes = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
      assertThat(recipes).hasSizeGreaterThanOrEqualTo(9);
      return recipes.stream();
    }
  }
}
