package dev.emulsion.jobs.replay;

import dev.emulsion.DataException;
import dev.emulsion.blend.BlendPlan;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.pipeline.GeneratedAlignment;
import dev.emulsion.jobs.pipeline.TransformedImage;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.jobs.sideinput.EncodedSample.Generated;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * Paints rows again from their plans and the encoded images. Draws nothing: seed, ring and recipe
 * have no part in it, except for how images are decoded.
 */
public final class PlanReplayer {

  private final ImageCodec codec;
  private final SourceImages sourceImages;
  private final Map<Transformed, TransformedImage> prints = new HashMap<>();

  /**
   * @param sourceImages what the rows were made of
   */
  public PlanReplayer(Recipe recipe, SourceImages sourceImages) {
    this.codec = ImageCodecs.of(recipe.decode());
    this.sourceImages = sourceImages;
  }

  /** An image and what was done to it. All variants of a base share it. */
  private record Transformed(String id, List<OperationPlan> plans) {}

  /** Why a row cannot be painted, or contradicts its plan. */
  public static final class ReplayMismatch extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    ReplayMismatch(Kind kind, String message) {
      super(message);
      this.kind = kind;
    }

    Kind kind() {
      return kind;
    }
  }

  /** The image that the plan of {@code row} gives. */
  Image paint(Row row) throws ReplayMismatch {
    OutputPlan plan = plan(row);
    requireConsistent(row, plan);
    String partner = row.getAs(OutputSchema.PARTNER_ID);
    TransformedImage base = print("base ", row.getAs(OutputSchema.BASE_ID), plan.base());
    if (partner == null) {
      return base.image();
    }
    TransformedImage other = print("partner ", partner, plan.partner());
    try {
      return plan.mix().apply(base.image(), other.image());
    } catch (RuntimeException unfit) { // a plan that was edited may hold anything
      throw new ReplayMismatch(
          Kind.PLAN, "the plan does not fit the images: " + unfit.getMessage());
    }
  }

  /** The base of {@code row} before mixing. */
  public TransformedImage base(Row row) throws ReplayMismatch {
    return print("base ", row.getAs(OutputSchema.BASE_ID), plan(row).base());
  }

  /** The partner of {@code row}, which must have one, before mixing. */
  public TransformedImage partner(Row row) throws ReplayMismatch {
    return print("partner ", row.getAs(OutputSchema.PARTNER_ID), plan(row).partner());
  }

  /** How the base of {@code row} came to be, if it was joined with companions. */
  public List<Stage> stages(Row row) throws ReplayMismatch {
    String id = row.getAs(OutputSchema.BASE_ID);
    List<OperationPlan> steps = plan(row).base();
    int at = 0;
    while (at < steps.size() && !(steps.get(at) instanceof BlendPlan)) {
      at++;
    }
    if (at == steps.size()) {
      return List.of();
    }
    BlendPlan blend = (BlendPlan) steps.get(at);
    TransformedImage before = print("base ", id, steps.subList(0, at));
    return blend.stages(before.image(), sideImages("base ", before, blend));
  }

  private static OutputPlan plan(Row row) throws ReplayMismatch {
    String json = row.getAs(OutputSchema.PLAN);
    if (json == null) {
      throw new ReplayMismatch(Kind.PLAN, "the row has no plan");
    }
    try {
      return Plans.read(json);
    } catch (DataException unreadable) {
      throw new ReplayMismatch(Kind.PLAN, unreadable.getMessage());
    }
  }

  private static void requireConsistent(Row row, OutputPlan plan) throws ReplayMismatch {
    MixPlan mix = plan.mix();
    String method = row.getAs(OutputSchema.METHOD);
    requireEqual("method", method, plan.method());
    double lambda = row.getAs(OutputSchema.LAMBDA);
    requireEqual("lambda", lambda, mix.lambda());
    double drawn = row.getAs(OutputSchema.LAMBDA_DRAWN);
    requireEqual("lambda_drawn", drawn, mix.lambdaDrawn());
    String partner = row.getAs(OutputSchema.PARTNER_ID);
    boolean mixed = !(mix instanceof Unmixed);
    if (mixed != (partner != null)) {
      throw new ReplayMismatch(
          Kind.ROW, "partner_id is " + partner + ", but the plan mixes by " + Mixes.nameOf(mix));
    }
  }

  private static void requireEqual(String column, Object stored, Object planned)
      throws ReplayMismatch {
    if (!stored.equals(planned)) {
      throw new ReplayMismatch(Kind.ROW, column + " is " + stored + ", the plan gives " + planned);
    }
  }

  private TransformedImage print(String role, String id, List<OperationPlan> plans)
      throws ReplayMismatch {
    Transformed wanted = new Transformed(id, plans);
    TransformedImage print = prints.get(wanted);
    if (print == null) {
      Image original = decode(role + id, sourceImages.image(id));
      print = TransformedImage.original(id, original);
      try {
        for (int i = 0; i < plans.size(); i++) {
          SideImages sideImages =
              plans.get(i) instanceof BlendPlan blend
                  ? sideImages(role, print, blend)
                  : SideImages.NONE;
          Image next = plans.get(i).apply(print.image(), sideImages);
          print = new TransformedImage(id, original.size(), next, plans.subList(0, i + 1));
        }
      } catch (RuntimeException unfit) {
        throw new ReplayMismatch(
            Kind.PLAN, "the plan does not fit " + role + id + ": " + unfit.getMessage());
      }
      prints.put(wanted, print);
    }
    return print;
  }

  /** The images that a blend joins with {@code before}, as they were when it did. */
  private SideImages sideImages(String role, TransformedImage before, BlendPlan blend)
      throws ReplayMismatch {
    Optional<SideImages.Generated> generated = Optional.empty();
    if (blend.generatedName().isPresent()) {
      String prompt = blend.generatedName().get().prompt();
      int variant = blend.generatedName().get().index();
      byte[] encoded = sourceImages.generated(before.id(), prompt, variant);
      Image image = decode(role + Generated.name(before.id(), prompt, variant), encoded);
      Image alike = GeneratedAlignment.align(image, before);
      generated = Optional.of(new SideImages.Generated(prompt, variant, alike));
    }
    Optional<SideImages.MixingImage> picture = Optional.empty();
    if (blend.mixingImageName().isPresent()) {
      String name = blend.mixingImageName().get();
      picture =
          Optional.of(
              new SideImages.MixingImage(
                  name, decode("image " + name, sourceImages.mixingImage(name))));
    }
    return new SideImages(generated, picture);
  }

  private Image decode(String what, byte[] encoded) throws ReplayMismatch {
    if (encoded == null) {
      throw new ReplayMismatch(Kind.INPUT, what + " is not in the input");
    }
    Decoded decoded = codec.decode(encoded);
    if (decoded instanceof Decoded.Rejected rejected) {
      throw new ReplayMismatch(
          Kind.INPUT,
          what + " cannot be decoded: " + rejected.reason() + ", " + rejected.message());
    }
    return ((Decoded.DecodedImage) decoded).image();
  }
}
