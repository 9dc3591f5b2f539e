package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.Image;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.jobs.ReplayReport.Kind;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Mixes;
import dev.emulsion.mix.Untouched;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputSchema;
import dev.emulsion.transform.TransformPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Paints rows again from their plans and the encoded photos. Draws nothing: seed, ring and recipe
 * have no part in it, except for how photos are decoded.
 */
final class Repainter {

  private final ImageCodec codec;
  private final Map<String, byte[]> photos;
  private final Map<Transformed, Image> transformed = new HashMap<>();

  /**
   * @param photos encoded, by id
   */
  Repainter(Recipe recipe, Map<String, byte[]> photos) {
    this.codec = ImageCodecs.of(recipe.decode());
    this.photos = photos;
  }

  /** A photo and what was done to it. All variants of a base share it. */
  private record Transformed(String id, List<TransformPlan> plans) {}

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
    requireConsistent(row, plan.mix());
    String partner = row.getAs(OutputSchema.PARTNER_ID);
    Image base = transformed("base ", row.getAs(OutputSchema.BASE_ID), plan.base());
    if (partner == null) {
      return base;
    }
    Image other = transformed("partner ", partner, plan.partner());
    try {
      return plan.mix().apply(base, other);
    } catch (RuntimeException unfit) { // a plan that was edited may hold anything
      throw new Unlike(Kind.PLAN, "the plan does not fit the pictures: " + unfit.getMessage());
    }
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

  private static void requireConsistent(Row row, MixPlan mix) throws Unlike {
    String method = row.getAs(OutputSchema.METHOD);
    requireEqual("method", method, Mixes.nameOf(mix));
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

  private Image transformed(String role, String id, List<TransformPlan> plans) throws Unlike {
    Transformed wanted = new Transformed(id, plans);
    Image image = transformed.get(wanted);
    if (image == null) {
      image = decode(role, id);
      try {
        for (TransformPlan plan : plans) {
          image = plan.apply(image);
        }
      } catch (RuntimeException unfit) {
        throw new Unlike(
            Kind.PLAN, "the plan does not fit " + role + id + ": " + unfit.getMessage());
      }
      transformed.put(wanted, image);
    }
    return image;
  }

  private Image decode(String role, String id) throws Unlike {
    byte[] encoded = photos.get(id);
    if (encoded == null) {
      throw new Unlike(Kind.INPUT, role + id + " is not in the input");
    }
    Decoded decoded = codec.decode(encoded);
    if (decoded instanceof Decoded.Rejected rejected) {
      throw new Unlike(
          Kind.INPUT,
          role + id + " cannot be decoded: " + rejected.reason() + ", " + rejected.message());
    }
    return ((Decoded.Picture) decoded).image();
  }
}
