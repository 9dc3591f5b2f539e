package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.blend.BlendPlan;
import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.Image;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.image.Size;
import dev.emulsion.jobs.EncodedSample.Generated;
import dev.emulsion.jobs.ReplayReport.Kind;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Untouched;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.transform.Companions;
import dev.emulsion.transform.Step;
import dev.emulsion.transform.TransformPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * Paints rows again from their plans and the encoded photos. Draws nothing: seed, ring and recipe
 * have no part in it, except for how photos are decoded.
 */
final class Repainter {

  private final ImageCodec codec;
  private final Origins origins;
  private final Map<Transformed, Print> prints = new HashMap<>();

  /**
   * @param origins what the rows were made of
   */
  Repainter(Recipe recipe, Origins origins) {
    this.codec = ImageCodecs.of(recipe.decode());
    this.origins = origins;
  }

  /** A photo and what was done to it. All variants of a base share it. */
  private record Transformed(String id, List<Step> plans) {}

  /**
   * A photo as it was before mixing.
   *
   * @param photo its size when it came
   * @param steps what was done to it
   */
  record Print(String id, Size photo, Image image, List<Step> steps) {}

  /** Why a row cannot be painted, or contradicts its plan. */
  static final class Unlike extends Exception {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    Unlike(Kind kind, String message) {
      super(message);
      this.kind = kind;
    }

    Kind kind() {
      return kind;
    }
  }

  /** The picture that the plan of {@code row} gives. */
  Image paint(Row row) throws Unlike {
    OutputPlan plan = plan(row);
    requireConsistent(row, plan);
    String partner = row.getAs(OutputSchema.PARTNER_ID);
    Print base = print("base ", row.getAs(OutputSchema.BASE_ID), plan.base());
    if (partner == null) {
      return base.image();
    }
    Print other = print("partner ", partner, plan.partner());
    try {
      return plan.mix().apply(base.image(), other.image());
    } catch (RuntimeException unfit) { // a plan that was edited may hold anything
      throw new Unlike(Kind.PLAN, "the plan does not fit the pictures: " + unfit.getMessage());
    }
  }

  /** The base of {@code row} before mixing. */
  Print base(Row row) throws Unlike {
    return print("base ", row.getAs(OutputSchema.BASE_ID), plan(row).base());
  }

  /** The partner of {@code row}, which must have one, before mixing. */
  Print partner(Row row) throws Unlike {
    return print("partner ", row.getAs(OutputSchema.PARTNER_ID), plan(row).partner());
  }

  /** How the base of {@code row} came to be, if it was joined with companions. */
  List<Stage> stages(Row row) throws Unlike {
    String id = row.getAs(OutputSchema.BASE_ID);
    List<Step> steps = plan(row).base();
    int at = 0;
    while (at < steps.size() && !(steps.get(at) instanceof BlendPlan)) {
      at++;
    }
    if (at == steps.size()) {
      return List.of();
    }
    BlendPlan blend = (BlendPlan) steps.get(at);
    Print before = print("base ", id, steps.subList(0, at));
    return blend.stages(before.image(), companions("base ", before, blend));
  }

  private static OutputPlan plan(Row row) throws Unlike {
    String json = row.getAs(OutputSchema.PLAN);
    if (json == null) {
      throw new Unlike(Kind.PLAN, "the row has no plan");
    }
    try {
      return Plans.read(json);
    } catch (DataException unreadable) {
      throw new Unlike(Kind.PLAN, unreadable.getMessage());
    }
  }

  private static void requireConsistent(Row row, OutputPlan plan) throws Unlike {
    MixPlan mix = plan.mix();
    String method = row.getAs(OutputSchema.METHOD);
    requireEqual("method", method, plan.method());
    double lambda = row.getAs(OutputSchema.LAMBDA);
    requireEqual("lambda", lambda, mix.lambda());
    double drawn = row.getAs(OutputSchema.LAMBDA_DRAWN);
    requireEqual("lambda_drawn", drawn, mix.lambdaDrawn());
    String partner = row.getAs(OutputSchema.PARTNER_ID);
    boolean mixed = !(mix instanceof Untouched);
    if (mixed != (partner != null)) {
      throw new Unlike(
          Kind.ROW, "partner_id is " + partner + ", but the plan mixes by " + Mixes.nameOf(mix));
    }
  }

  private static void requireEqual(String column, Object stored, Object planned) throws Unlike {
    if (!stored.equals(planned)) {
      throw new Unlike(Kind.ROW, column + " is " + stored + ", the plan gives " + planned);
    }
  }

  private Print print(String role, String id, List<Step> plans) throws Unlike {
    Transformed wanted = new Transformed(id, plans);
    Print print = prints.get(wanted);
    if (print == null) {
      Image image = decode(role + id, origins.photo(id));
      Size photo = image.size();
      try {
        for (int i = 0; i < plans.size(); i++) {
          Companions companions =
              plans.get(i) instanceof BlendPlan blend
                  ? companions(role, new Print(id, photo, image, plans.subList(0, i)), blend)
                  : Companions.NONE;
          image = plans.get(i).apply(image, companions);
        }
      } catch (RuntimeException unfit) {
        throw new Unlike(
            Kind.PLAN, "the plan does not fit " + role + id + ": " + unfit.getMessage());
      }
      print = new Print(id, photo, image, plans);
      prints.put(wanted, print);
    }
    return print;
  }

  /** The pictures that a blend joins with {@code before}, as they were when it did. */
  private Companions companions(String role, Print before, BlendPlan blend) throws Unlike {
    Optional<Companions.Generated> generated = Optional.empty();
    if (blend.generatedName().isPresent()) {
      String prompt = blend.generatedName().get().prompt();
      int variant = blend.generatedName().get().variant();
      byte[] encoded = origins.generated(before.id(), prompt, variant);
      Image image = decode(role + Generated.name(before.id(), prompt, variant), encoded);
      List<TransformPlan> transforms =
          before.steps().stream().map(TransformPlan.class::cast).toList();
      Image alike = Following.alike(image, before.photo(), transforms);
      generated = Optional.of(new Companions.Generated(prompt, variant, alike));
    }
    Optional<Companions.Picture> picture = Optional.empty();
    if (blend.pictureName().isPresent()) {
      String name = blend.pictureName().get();
      picture =
          Optional.of(
              new Companions.Picture(name, decode("picture " + name, origins.picture(name))));
    }
    return new Companions(generated, picture);
  }

  private Image decode(String what, byte[] encoded) throws Unlike {
    if (encoded == null) {
      throw new Unlike(Kind.INPUT, what + " is not in the input");
    }
    Decoded decoded = codec.decode(encoded);
    if (decoded instanceof Decoded.Rejected rejected) {
      throw new Unlike(
          Kind.INPUT,
          what + " cannot be decoded: " + rejected.reason() + ", " + rejected.message());
    }
    return ((Decoded.Picture) decoded).image();
  }
}
