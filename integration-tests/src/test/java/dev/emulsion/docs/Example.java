package dev.emulsion.docs;

import dev.emulsion.image.Image;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.TransformPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The example in one row of {@code docs/operations.md}: {@code ![example](image)} at its end.
 *
 * @param name of the operation
 * @param text the operation with its keys, as it stands in a recipe
 * @param image the file, seen from the page
 */
record Example(String name, String text, String image) {

  private static final long SEED = 0;
  private static final int DRAWS = 50;
  private static final int SHOWN = 3;

  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z-]+)` \\|.*!\\[(.+)]\\((.+)\\) \\|");

  private static final Pattern OPERATION = Pattern.compile("\"op\":\"([a-z-]+)\"");

  /** The example in a line of the page; empty if there is none. */
  static Optional<Example> of(String line) {
    Matcher row = ROW.matcher(line);
    return row.matches()
        ? Optional.of(new Example(row.group(1), row.group(2), row.group(3)))
        : Optional.empty();
  }

  /** The image, and what becomes of it: a few times if it is drawn which operations are done. */
  List<Image> transformed(Image image) {
    Transform transform = (Transform) recipe("transform: [" + text + "]").transform().get(0);
    Map<List<String>, Image> results = new LinkedHashMap<>();
    for (int variant = 0; variant < DRAWS && results.size() < SHOWN; variant++) {
      TransformPlan plan = transform.plan(image.shape(), draws(Purpose.TRANSFORM, variant));
      results.computeIfAbsent(operations(plan), operations -> plan.apply(image));
    }
    List<Image> images = new ArrayList<>(List.of(image));
    images.addAll(results.values());
    return images;
  }

  /** The names in a plan, in no order: a blurred flip looks like a flipped blur. */
  private static List<String> operations(TransformPlan plan) {
    String json = Plans.write(new OutputPlan(List.of(plan), List.of(), new Unmixed()));
    return OPERATION.matcher(json).results().map(name -> name.group(1)).sorted().toList();
  }

  /** Both images, which have one size, and what becomes of them. */
  List<Image> mixed(Image base, Image partner) {
    String size = "[" + base.height() + ", " + base.width() + "]";
    Recipe recipe = recipe("transform: [resize: {size: " + size + "}]\nmix: {" + text + "}");
    Mix mix = recipe.mix().choose().get(0).operation();
    return List.of(
        base, partner, mix.plan(base, partner, draws(Purpose.MIX, 0)).apply(base, partner));
  }

  private Draws draws(Purpose purpose, int variant) {
    return new PhiloxDraws(new DrawKey(SEED, 0, SampleKey.of(name), purpose, variant, 0));
  }

  private Recipe recipe(String yaml) {
    return RecipeLoader.parse(
        "the example of " + name, yaml, List.of("input.path=in", "output.path=out"));
  }
}
