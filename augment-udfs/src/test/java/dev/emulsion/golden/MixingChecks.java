package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.Range;
import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.label.Label;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.CutMix;
import dev.emulsion.mix.CutMix.Lambda;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.MixUp;
import dev.emulsion.random.ScriptedDraws;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Mixup, CutMix and their targets, against timm and the authors' code. */
final class MixingChecks {

  static final Map<String, GoldenTest.Check> ALL =
      Map.of(
          "timm.cutmix_bbox_and_lam", MixingChecks::timmBox,
          "clovaai.rand_bbox", MixingChecks::clovaaiBox,
          "timm.mixup_target(batch)", MixingChecks::target,
          "timm.FastCollateMixup(fixed lam)", MixingChecks::blend,
          "timm.FastCollateMixup", MixingChecks::bytes,
          "timm.Mixup", MixingChecks::floats,
          "mixup_cifar10.mixup_data", MixingChecks::permuted);

  private MixingChecks() {}

  private static void timmBox(GoldenCase golden) {
    JsonNode params = golden.params();
    JsonNode share = params.path("minmax");
    boolean byArea = params.path("correct_lam").asBoolean() || share.isArray();
    CutMix cutMix =
        new CutMix(
            1,
            byArea ? Lambda.BY_AREA : Lambda.AS_DRAWN,
            share.isArray()
                ? new CutMix.SideShares(new Range(share.get(0).asDouble(), share.get(1).asDouble()))
                : new CutMix.Centered());
    JsonNode expected = golden.expected();
    box(
        golden,
        cutMix,
        Images.black(params.path("height").asInt(), params.path("width").asInt()),
        between(expected, "yl", "yh", "xl", "xh"));
  }

  private static void clovaaiBox(GoldenCase golden) {
    JsonNode shape = golden.params().path("size");
    box(
        golden,
        new CutMix(1),
        Images.black(shape.get(2).asInt(), shape.get(3).asInt()),
        between(golden.expected(), "row_lo", "row_hi", "col_lo", "col_hi"));
  }

  private static void box(GoldenCase golden, CutMix cutMix, Image image, Box expected) {
    Replay box = Replay.of(golden.params().path("draws"));
    KnownLambda draws = new KnownLambda(golden.params().path("lam").asDouble(), box.draws());
    CutMix.Plan plan = cutMix.plan(image, image, draws);
    assertThat(plan.box()).isEqualTo(expected);
    assertThat(plan.lambda()).isEqualTo(golden.expected().path("lam").asDouble());
    box.assertFollowed();
  }

  private static Box between(JsonNode node, String top, String bottom, String left, String right) {
    int row = node.path(top).asInt();
    int column = node.path(left).asInt();
    return new Box(row, column, node.path(bottom).asInt() - row, node.path(right).asInt() - column);
  }

  private static void target(GoldenCase golden) {
    JsonNode params = golden.params();
    JsonNode labels = params.path("labels");
    int classes = params.path("num_classes").asInt();
    double smoothing = params.path("smoothing").asDouble();
    float[] expected = floats(golden, golden.expected().path("target"));
    for (int i = 0; i < labels.size(); i++) {
      List<Label> bases = forms(labels.get(i).asInt(), classes);
      List<Label> partners = forms(labels.get(labels.size() - 1 - i).asInt(), classes);
      for (int form = 0; form < bases.size(); form++) {
        SoftLabel base = bases.get(form).soft(classes, smoothing);
        SoftLabel partner = partners.get(form).soft(classes, smoothing);
        assertThat(base.mixedWith(partner, params.path("lam").asDouble()).dense())
            .isEqualTo(row(expected, i, classes));
      }
    }
  }

  /** One class in each of the forms that labels have. */
  private static List<Label> forms(int index, int classes) {
    float[] oneHot = new float[classes];
    oneHot[index] = 1;
    return List.of(new Label.Single(index), new Label.Multi(index), new Label.Distribution(oneHot));
  }

  /** Two images, each mixed with the other. */
  private static void blend(GoldenCase golden) {
    JsonNode params = golden.params();
    int[] shape = shape(golden.expected().path("x"));
    Image[] pair = {
      image(bytes(golden, params.path("x0")), 0, shape),
      image(bytes(golden, params.path("x1")), 0, shape)
    };
    MixPlan plan = new MixUp.Plan(params.path("lam").asDouble());
    byte[] expected = bytes(golden, golden.expected().path("x"));
    for (int i = 0; i < 2; i++) {
      assertThat(plan.apply(pair[i], pair[1 - i])).isEqualTo(image(expected, i, shape));
      SoftLabel label = SoftLabel.of(i, 2, 0).mixedWith(SoftLabel.of(1 - i, 2, 0), plan.lambda());
      JsonNode target = golden.expected().path("target").get(i);
      assertThat(label.dense())
          .containsExactly((float) target.get(0).asDouble(), (float) target.get(1).asDouble());
    }
  }

  /** A batch of 8-bit images: our own pixels. */
  private static void bytes(GoldenCase golden) {
    TimmBatch batch = TimmBatch.replayed(golden.params());
    int[] shape = shape(golden.params().path("x"));
    byte[] input = bytes(golden, golden.params().path("x"));
    byte[] expected = bytes(golden, golden.expected().path("x"));
    for (int i = 0; i < batch.outputs(); i++) {
      Image base = image(input, i, shape);
      Image partner = image(input, shape[0] - 1 - i, shape);
      assertThat(batch.plans().get(i).apply(base, partner)).isEqualTo(image(expected, i, shape));
    }
    targets(golden, batch);
  }

  /** A batch of float images: our boxes, weights and targets; the float pixels are made here. */
  private static void floats(GoldenCase golden) {
    TimmBatch batch = TimmBatch.replayed(golden.params());
    int[] shape = shape(golden.params().path("x"));
    float[] input = floats(golden, golden.params().path("x"));
    float[] expected = floats(golden, golden.expected().path("x"));
    int length = input.length / shape[0];
    for (int i = 0; i < batch.outputs(); i++) {
      float[] base = row(input, i, length);
      float[] partner = row(input, shape[0] - 1 - i, length);
      render(batch.plans().get(i), base, partner, shape[2], shape[3]);
      assertThat(base).isEqualTo(row(expected, i, length));
    }
    targets(golden, batch);
  }

  /** As the authors of mixup mix a batch of float images: each with that of a permutation. */
  private static void permuted(GoldenCase golden) {
    JsonNode params = golden.params();
    JsonNode expected = golden.expected();
    int[] shape = shape(params.path("x"));
    float[] input = floats(golden, params.path("x"));
    float[] mixed = floats(golden, expected.path("x"));
    double alpha = params.path("alpha").asDouble();
    ScriptedDraws draws = ScriptedDraws.of(params.path("draws").get(0).path("value").asDouble());
    Image any = Images.black(shape[2], shape[3]);
    MixUp.Plan plan = new MixUp(alpha).plan(any, any, draws);
    assertThat(draws.questions()).containsExactly("beta " + alpha + " " + alpha);
    assertThat(plan.lambda()).isEqualTo(expected.path("lam").asDouble());
    int length = input.length / shape[0];
    for (int i = 0; i < shape[0]; i++) {
      int partner = params.path("draws").get(1).path("value").get(i).asInt();
      assertThat(params.path("labels").get(partner)).isEqualTo(expected.path("labels_b").get(i));
      float[] base = row(input, i, length);
      render(plan, base, row(input, partner, length), shape[2], shape[3]);
      assertThat(base).isEqualTo(row(mixed, i, length));
    }
  }

  private static void render(MixPlan plan, float[] base, float[] partner, int height, int width) {
    if (plan instanceof MixUp.Plan mixUp) {
      float share = (float) mixUp.lambda();
      float rest = (float) (1.0 - mixUp.lambda());
      for (int i = 0; i < base.length; i++) {
        base[i] = base[i] * share + partner[i] * rest;
      }
    } else if (plan instanceof CutMix.Plan cutMix) {
      Box box = cutMix.box();
      for (int i = 0; i < base.length; i++) {
        int row = i / width % height;
        int column = i % width;
        boolean inside =
            row >= box.top() && row < box.bottom() && column >= box.left() && column < box.right();
        base[i] = inside ? partner[i] : base[i];
      }
    }
  }

  private static void targets(GoldenCase golden, TimmBatch batch) {
    int classes = golden.params().path("num_classes").asInt();
    JsonNode target = golden.expected().path("target");
    if (target.path("dtype").asText().startsWith("float64")) {
      // only the half mode widens; half an ulp of float32 below 1 is what our rounding may cost
      double[] expected = doubles(golden, target);
      for (int i = 0; i < batch.outputs(); i++) {
        float[] ours = batch.target(i, classes).dense();
        for (int k = 0; k < classes; k++) {
          assertThat((double) ours[k]).isCloseTo(expected[i * classes + k], within(0x1p-24));
        }
      }
      return;
    }
    float[] expected = floats(golden, target);
    for (int i = 0; i < batch.outputs(); i++) {
      assertThat(batch.target(i, classes).dense()).isEqualTo(row(expected, i, classes));
    }
  }

  private static int[] shape(JsonNode node) {
    int[] shape = new int[4];
    for (int i = 0; i < 4; i++) {
      shape[i] = node.path("shape").get(i).asInt();
    }
    return shape;
  }

  /** Image {@code i} of an N×3×H×W array. */
  private static Image image(byte[] planes, int i, int[] shape) {
    int area = shape[2] * shape[3];
    byte[] samples = new byte[3 * area];
    for (int pixel = 0; pixel < area; pixel++) {
      for (int channel = 0; channel < 3; channel++) {
        samples[3 * pixel + channel] = planes[(3 * i + channel) * area + pixel];
      }
    }
    return Image.of(shape[2], shape[3], 3, samples);
  }

  private static float[] row(float[] values, int i, int length) {
    float[] row = new float[length];
    System.arraycopy(values, i * length, row, 0, length);
    return row;
  }

  private static byte[] bytes(GoldenCase golden, JsonNode node) {
    byte[] bytes = golden.bytes(node);
    assertThat(GoldenCase.sha256(bytes)).isEqualTo(node.path("sha256").asText());
    return bytes;
  }

  private static float[] floats(GoldenCase golden, JsonNode node) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(golden, node)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static double[] doubles(GoldenCase golden, JsonNode node) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(golden, node)).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }
}
