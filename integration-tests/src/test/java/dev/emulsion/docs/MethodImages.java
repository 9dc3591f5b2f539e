package dev.emulsion.docs;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.cli.AttentionOverlay;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.mix.AttentionTarget;
import dev.emulsion.mix.AttentionWeight;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.MixPro;
import dev.emulsion.mix.SaliencyMix;
import dev.emulsion.mix.TokenMix;
import dev.emulsion.mix.Tokens;
import dev.emulsion.mix.TransMix;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.SaliencyMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The images of the pages on methods that look at images: base and partner, the brighter the more
 * salient, and their mixture with an outline around the partner. Prints areas and weights.
 *
 * <p>Argument of the program: the root of the project.
 */
public final class MethodImages {

  private static final Size SIZE = Size.square(224);
  private static final int CELLS = 14;

  private MethodImages() {}

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    Image base = image(root, "cat/cat_07.jpg");
    Image partner = image(root, "coffee/coffee_02.jpg");
    Map<String, Mix> methods = new LinkedHashMap<>();
    methods.put("saliencymix", new SaliencyMix(1));
    methods.put(
        "tokenmix",
        new TokenMix(
            Size.square(CELLS),
            Tokens.Blocks.DEFAULT,
            new TokenMix.Constant(0.5),
            CELLS,
            TokenMix.Form.RENORMALIZED));
    methods.put("transmix", new TransMix(1, TransMix.Rule.OFFICIAL));
    methods.put(
        "mixpro",
        new MixPro(1, MixPro.Grid.OFFICIAL, new AttentionWeight.Constant(0.5), MixPro.Form.HARD));
    AttentionGrid mine = saliency(base);
    AttentionGrid theirs = saliency(partner);
    for (Map.Entry<String, Mix> method : methods.entrySet()) {
      MixPlan plan = method.getValue().plan(base, partner, draws());
      MixPlan seen =
          plan.attentionTarget() == AttentionTarget.NOWHERE
              ? plan
              : plan.withAttention(
                  AttentionSource.SALIENCY,
                  List.of(new AttentionResult(mine), new AttentionResult(theirs)),
                  new LabelPair(new Label.Single(0), new Label.Single(1), 2, 0));
      List<Image> parts =
          List.of(
              AttentionOverlay.darken(base, Optional.of(mine)),
              AttentionOverlay.darken(partner, Optional.of(theirs)),
              AttentionOverlay.outline(plan.apply(base, partner), plan.boxes()));
      Path file = root.resolve("docs/images/methods").resolve(method.getKey() + ".jpg");
      Files.createDirectories(file.getParent());
      Files.write(
          file, OperationImages.CODEC.encode(OperationImages.row(parts), OperationImages.JPEG));
      System.out.println(
          String.format(
              Locale.ROOT,
              "%s: the base has %.3f of the area, %.3f of the label",
              method.getKey(),
              plan.lambda(),
              seen.lambda()));
    }
  }

  private static Image image(Path root, String name) throws IOException {
    Path file = root.resolve("conf/quickstart/images").resolve(name);
    return OperationImages.decode(Files.readAllBytes(file)).resize(SIZE, Filter.BICUBIC);
  }

  private static Draws draws() {
    return new PhiloxDraws(new DrawKey(3, 0, SampleKey.of("cat/cat_07.jpg"), Purpose.MIX, 0, 0));
  }

  private static AttentionGrid saliency(Image image) {
    SaliencyMap map = FineGrained.DEFAULT.of(image);
    return new AttentionGrid(image.height(), image.width(), map.values()).resized(CELLS, CELLS);
  }
}
