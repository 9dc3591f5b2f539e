package dev.emulsion.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The recipes of {@code conf/recipes}, which the jar contains. */
final class ShippedRecipes {

  /** Their names, without {@code .yaml}. */
  static final List<String> NAMES =
      List.of(
          "arrow",
          "classic",
          "cutmix",
          "deit3",
          "diffusemix",
          "hf",
          "mixpro",
          "mixup",
          "mixup-cutmix",
          "pixmix",
          "plain",
          "quickstart",
          "quickstart-diffusemix",
          "randaugment",
          "saliencymix",
          "three-augment",
          "tokenmix",
          "transmix",
          "webdataset");

  private ShippedRecipes() {}

  /** The text of a recipe, if {@code name} is one of {@link #NAMES}. */
  static Optional<String> text(String name) {
    if (!NAMES.contains(name)) {
      return Optional.empty();
    }
    try (InputStream in =
        ShippedRecipes.class.getResourceAsStream("/dev/emulsion/recipes/" + name + ".yaml")) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line of a recipe, a comment that says what it does. */
  static String summary(String name) {
    return text(name).orElseThrow().lines().findFirst().orElse("").replaceFirst("^# ?", "");
  }
}
