package dev.emulsion.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.blend.PixMix;
import dev.emulsion.blend.PixMix.Changes;
import dev.emulsion.image.Image;
import dev.emulsion.transform.SideImages;
import dev.emulsion.transform.SideImages.MixingImage;
import java.util.Map;
import java.util.Optional;

/** PixMix, replayed. */
final class BlendChecks {

  static final Map<String, GoldenTest.Check> ALL = Map.of("pixmix", BlendChecks::pixMix);

  private BlendChecks() {}

  private static void pixMix(GoldenCase golden) {
    JsonNode params = golden.params();
    PixMix mix =
        new PixMix(
            params.path("k").asInt(),
            params.path("beta").asDouble(),
            params.path("severity").asInt(),
            params.path("all_ops").asBoolean() ? Changes.ALL : Changes.USUAL,
            params.path("picture_size").asInt());
    MixingImage image = new MixingImage("picture", golden.image(params.path("picture")));
    SideImages sideImages = new SideImages(Optional.empty(), Optional.of(image));
    Image input = golden.input();
    Replay replay = Replay.of(params.path("draws"));
    PixMix.Plan plan = mix.plan(input.shape(), sideImages, replay.draws());
    replay.assertFollowed();
    PixelChecks.matches(golden, plan.apply(input, sideImages));
  }
}
