package dev.emulsion.spark;

import static dev.emulsion.spark.SqlParameter.required;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createStructField;
import static org.apache.spark.sql.types.DataTypes.createStructType;

import dev.emulsion.Require;
import dev.emulsion.Weighted;
import dev.emulsion.image.Image;
import dev.emulsion.mix.CutMix;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.MixUp;
import dev.emulsion.mix.Mixing;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.TransformPlan;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;

/** The functions that pair and mix images. */
final class MixFunctions {

  private static final SqlParameter BASE = required("base", BinaryType, "an encoded image");
  private static final SqlParameter PARTNER =
      required("partner", BinaryType, "an encoded image; after decoding as large as the base");
  private static final SqlParameter ALPHA =
      required("alpha", DoubleType, "concentration of the Beta distribution of lambda, positive");

  private static final DataType MIXED =
      createStructType(
          List.of(
              createStructField("image", BinaryType, false),
              createStructField("lambda", DoubleType, false)));
  private static final DataType CUT =
      createStructType(
          List.of(
              createStructField("image", BinaryType, false),
              createStructField("lambda", DoubleType, false),
              createStructField("lambda_drawn", DoubleType, false),
              createStructField("plan", StringType, false)));

  /** Two black pixels: what a plan is made for whose draws do not depend on images. */
  private static final Image ANY = Image.of(1, 1, 3, new byte[3]);

  private MixFunctions() {}

  static List<SqlFunction> all() {
    return List.of(ringKey(), lambda(), mixup(), cutmix(), mix());
  }

  private static SqlFunction ringKey() {
    return new SqlFunction(
        "emulsion_ring_key",
        "Returns the place of a sample on the ring of an epoch: augment pairs a sample with the"
            + " next one in the order of these keys, and the last with the first.",
        List.of(SampleDraws.SEED, SampleDraws.SAMPLE_ID, SampleDraws.EPOCH),
        BinaryType,
        "16 bytes, whose order in SQL is that of the ring",
        List.of(
            new SqlFunction.Example(
                "SELECT hex(emulsion_ring_key(-5, 'abc'))", "B96BE92D0BFEF20719E31A2208783268")),
        arguments ->
            RingKey.of(arguments.whole(0), arguments.integer(2, 0), SampleKey.of(arguments.text(1)))
                .bytes());
  }

  private static SqlFunction lambda() {
    return new SqlFunction(
        "emulsion_lambda",
        "Draws the weight of the base from Beta(alpha, alpha), as augment does for the sample with"
            + " a recipe that always mixes, by one method.",
        SqlFunction.parameters(List.of(ALPHA), SampleDraws.PARAMETERS.toArray(SqlParameter[]::new)),
        DoubleType,
        "lambda, a multiple of 1/65536 from 0 to 1",
        List.of(
            new SqlFunction.Example(
                "SELECT emulsion_lambda(0.8, 7, 'cat/1.jpg')", "0.3611907958984375")),
        arguments ->
            plan(new MixUp(arguments.number(0)), ANY, ANY, SampleDraws.of(arguments, 1))
                .lambdaDrawn());
  }

  private static SqlFunction mixup() {
    return new SqlFunction(
        "emulsion_mixup",
        "Mixes two images by MixUp: lambda of the base plus the rest of the partner, rounded as by"
            + " timm.",
        List.of(
            BASE,
            PARTNER,
            required("lambda", DoubleType, "weight of the base and of its label, from 0 to 1")),
        BinaryType,
        "the mixture as PNG",
        List.of(
            new SqlFunction.Example(
                "SELECT hex(emulsion_encode(emulsion_mixup('P2 2 1 255 0 100', 'P2 2 1 255 200"
                    + " 100', 0.75), 'tensor'))",
                "326432643264")),
        arguments -> {
          Image base = arguments.image(0, SqlImages.codec());
          Image partner = arguments.image(1, SqlImages.codec());
          return SqlImages.encoded(new MixUp.Plan(arguments.number(2)).apply(base, partner));
        });
  }

  private static SqlFunction cutmix() {
    return new SqlFunction(
        "emulsion_cutmix",
        "Mixes two images by CutMix: a box of the partner replaces that of the base. Draws lambda"
            + " and box as augment does for the sample with a recipe that always mixes, by cutmix.",
        SqlFunction.parameters(
            List.of(BASE, PARTNER, ALPHA), SampleDraws.PARAMETERS.toArray(SqlParameter[]::new)),
        CUT,
        "the mixture as PNG; lambda, the weight of the base's label, which is its visible share;"
            + " lambda as drawn; and the plan, with which emulsion_mix renders the same image",
        List.of(
            new SqlFunction.Example(
                "SELECT m.lambda, m.plan FROM (SELECT emulsion_cutmix('P1 4 3 000000000000',"
                    + " 'P1 4 3 111111111111', 1.0, 7, 'cat/5.jpg') AS m)",
                "0.6666666666666667"
                    + "\t{\"op\":\"cutmix\",\"size\":{\"height\":3,\"width\":4},\"box\":"
                    + "{\"top\":0,\"left\":1,\"height\":2,\"width\":2},\"lambda-drawn\":0.393829345703125,"
                    + "\"rule\":\"by-area\"}")),
        arguments -> {
          Image base = arguments.image(0, SqlImages.codec());
          Image partner = arguments.image(1, SqlImages.codec());
          CutMix method = new CutMix(arguments.number(2));
          MixPlan plan = plan(method, base, partner, SampleDraws.of(arguments, 3));
          return new GenericInternalRow(
              new Object[] {
                SqlImages.encoded(plan.apply(base, partner)),
                plan.lambda(),
                plan.lambdaDrawn(),
                UTF8String.fromString(Plans.write(plan))
              });
        });
  }

  private static MixPlan plan(Mix method, Image base, Image partner, SampleDraws draws) {
    return new Mixing(1, List.of(new Weighted<>(method, 1))).plan(base, partner, draws.mix());
  }

  private static SqlFunction mix() {
    return new SqlFunction(
        "emulsion_mix",
        "Renders a plan. With the plan of a row of augment and the images of its two samples, the"
            + " result is the image of the row; its transforms are in the plan. The plan of a mix"
            + " alone, as emulsion_cutmix returns it, applies to the images as they are.",
        List.of(
            BASE,
            PARTNER.orNull(),
            required(
                    "plan",
                    StringType,
                    "JSON, as the plan column has it, or its mix alone; where it mixes nothing, the"
                        + " partner may be NULL")
                .checked(MixFunctions::requireRenderable)),
        MIXED,
        "the image as PNG, and lambda, the weight of the base's label",
        List.of(
            new SqlFunction.Example(
                "SELECT m.lambda, hex(emulsion_encode(m.image, 'tensor')) FROM (SELECT"
                    + " emulsion_mix('P2 2 1 255 0 100', 'P2 2 1 255 200 100',"
                    + " '{\"op\": \"mixup\", \"lambda\": 0.75}') AS m)",
                "0.75\t326432643264"),
            new SqlFunction.Example(
                "SELECT hex(emulsion_encode(emulsion_mix('P2 2 1 255 0 100', NULL,"
                    + " '{\"base\": [{\"op\": \"horizontal-flip\"}], \"partner\": [], \"mix\":"
                    + " {\"op\": \"none\"}}').image, 'tensor'))",
                "640064006400")),
        MixFunctions::mixed);
  }

  private static GenericInternalRow mixed(SqlArguments arguments) {
    OutputPlan plan = Plans.readRowOrMix(arguments.text(2));
    boolean mixes = !(plan.mix() instanceof Unmixed);
    if (mixes && arguments.isNull(1)) {
      return null;
    }
    Image base = transformed(arguments.image(0, SqlImages.codec()), plan.base());
    Image partner =
        mixes ? transformed(arguments.image(1, SqlImages.codec()), plan.partner()) : base;
    return new GenericInternalRow(
        new Object[] {SqlImages.encoded(plan.mix().apply(base, partner)), plan.mix().lambda()});
  }

  private static Image transformed(Image image, List<OperationPlan> plans) {
    Image result = image;
    for (OperationPlan plan : plans) {
      Require.that(
          plan instanceof TransformPlan,
          () ->
              "plan must have no "
                  + Plans.nameOf(plan)
                  + ", whose side inputs this function does not get; use emulsion replay");
      result = ((TransformPlan) plan).apply(result);
    }
    return result;
  }

  private static void requireRenderable(String plan) {
    Plans.readRowOrMix(plan);
  }
}
