package dev.emulsion.jobs.replay;

import dev.emulsion.blend.BlendPlan;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.pipeline.GeneratedAlignment;
import dev.emulsion.pipeline.TransformedImage;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renders rows from their plans and the encoded source images. Draws no random numbers: neither
 * seed nor ring matter, and of the recipe only how images are decoded.
 */
public final class PlanReplayer {

  private final ImageCodec codec;
  private final SourceImages sourceImages;
  private final Map<TransformKey, TransformedImage> transformed = new HashMap<>();

  /**
   * @param sourceImages the images that the rows were made of
   */
  public PlanReplayer(Recipe recipe, SourceImages sourceImages) {
    this.codec = ImageCodecs.of(recipe.decode());
    this.sourceImages = sourceImages;
  }

  /** A sample and the plans applied to its image, which a base and a partner may share. */
  private record TransformKey(String id, List<OperationPlan> plans) {}

  /** The image that the plan of {@code row} gives. */
  Image render(PlannedRow row) throws ReplayMismatch {
    OutputPlan plan = row.parsePlan();
    requireConsistent(row, plan);
    Image base = base(row.baseId(), plan).image();
    if (row.partnerId().isEmpty()) {
      return base;
    }
    Image partner = partner(row.partnerId().get(), plan).image();
    try {
      return plan.mix().apply(base, partner);
    } catch (RuntimeException unfit) { // an edited plan may contain anything
      throw new ReplayMismatch(
          Kind.PLAN, "the plan does not fit the images: " + unfit.getMessage());
    }
  }

  /** The base of {@code row} before mixing. */
  public TransformedImage base(PlannedRow row) throws ReplayMismatch {
    return base(row.baseId(), row.parsePlan());
  }

  /** The partner of {@code row}, which must have one, before mixing. */
  public TransformedImage partner(PlannedRow row) throws ReplayMismatch {
    return partner(row.partnerId().orElseThrow(), row.parsePlan());
  }

  /** The intermediate images of the blend of the base of {@code row}; empty without a blend. */
  public List<Stage> stages(PlannedRow row) throws ReplayMismatch {
    List<OperationPlan> plans = row.parsePlan().base();
    for (int i = 0; i < plans.size(); i++) {
      if (plans.get(i) instanceof BlendPlan blend) {
        TransformedImage before = transform("base ", row.baseId(), plans.subList(0, i));
        return blend.stages(before.image(), sideImages("base ", before, blend));
      }
    }
    return List.of();
  }

  private static void requireConsistent(PlannedRow row, OutputPlan plan) throws ReplayMismatch {
    MixPlan mix = plan.mix();
    requireEqual("method", row.method(), plan.method());
    requireEqual("lam", row.lambda(), mix.lambda());
    requireEqual("lam_drawn", row.lambdaDrawn(), mix.lambdaDrawn());
    boolean mixed = !(mix instanceof Unmixed);
    if (mixed != row.partnerId().isPresent()) {
      throw new ReplayMismatch(
          Kind.ROW,
          "partner_id is "
              + row.partnerId().orElse(null)
              + ", but the plan mixes by "
              + Mixes.nameOf(mix));
    }
  }

  private static void requireEqual(String column, Object stored, Object planned)
      throws ReplayMismatch {
    if (!stored.equals(planned)) {
      throw new ReplayMismatch(Kind.ROW, column + " is " + stored + ", the plan gives " + planned);
    }
  }

  private TransformedImage base(String id, OutputPlan plan) throws ReplayMismatch {
    return transform("base ", id, plan.base());
  }

  private TransformedImage partner(String id, OutputPlan plan) throws ReplayMismatch {
    return transform("partner ", id, plan.partner());
  }

  /**
   * Decodes the image of a sample and applies {@code plans}.
   *
   * @param role of the sample, for the messages
   */
  private TransformedImage transform(String role, String id, List<OperationPlan> plans)
      throws ReplayMismatch {
    TransformKey key = new TransformKey(id, plans);
    TransformedImage known = transformed.get(key);
    if (known == null) {
      known = apply(role, id, plans);
      transformed.put(key, known);
    }
    return known;
  }

  private TransformedImage apply(String role, String id, List<OperationPlan> plans)
      throws ReplayMismatch {
    Image original = decode(role + id, sourceImages.ofSample(id));
    TransformedImage image = TransformedImage.original(id, original);
    try {
      for (int i = 0; i < plans.size(); i++) {
        SideImages sideImages =
            plans.get(i) instanceof BlendPlan blend
                ? sideImages(role, image, blend)
                : SideImages.NONE;
        image =
            new TransformedImage(
                id,
                original.size(),
                plans.get(i).apply(image.image(), sideImages),
                plans.subList(0, i + 1));
      }
    } catch (RuntimeException unfit) {
      throw new ReplayMismatch(
          Kind.PLAN, "the plan does not fit " + role + id + ": " + unfit.getMessage());
    }
    return image;
  }

  /** The images that a blend joins with {@code before}, as the run prepared them. */
  private SideImages sideImages(String role, TransformedImage before, BlendPlan blend)
      throws ReplayMismatch {
    Optional<SideImages.Generated> generated = Optional.empty();
    Optional<GeneratedKey> key = blend.generatedKey(before.id());
    if (key.isPresent()) {
      Image image = decode(role + key.get().rowId(), sourceImages.generated(key.get()));
      Image aligned = GeneratedAlignment.align(image, before);
      generated = Optional.of(new SideImages.Generated(key.get(), aligned));
    }
    Optional<SideImages.MixingImage> mixing = Optional.empty();
    if (blend.mixingImageName().isPresent()) {
      String name = blend.mixingImageName().get();
      Image image = decode("image " + name, sourceImages.ofMixingSet(name));
      mixing = Optional.of(new SideImages.MixingImage(name, image));
    }
    return new SideImages(generated, mixing);
  }

  private Image decode(String name, Optional<byte[]> encoded) throws ReplayMismatch {
    if (encoded.isEmpty()) {
      throw new ReplayMismatch(Kind.INPUT, name + " is not in the input");
    }
    Decoded decoded = codec.decode(encoded.get());
    if (decoded instanceof Decoded.Rejected rejected) {
      throw new ReplayMismatch(
          Kind.INPUT,
          name + " cannot be decoded: " + rejected.reason() + ", " + rejected.message());
    }
    return ((Decoded.DecodedImage) decoded).image();
  }
}
