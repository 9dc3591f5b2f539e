package dev.emulsion.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.GivenArguments;
import dev.emulsion.OperationType;
import dev.emulsion.Range;
import dev.emulsion.image.Border;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Images;
import dev.emulsion.image.Padding;
import dev.emulsion.image.Size;
import dev.emulsion.random.ScriptedDraws;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransformsTest {

  private static Transform made(String name, Map<String, Object> given) {
    OperationType<Transform> entry =
        Transforms.all().stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
    assertThat(entry.keys()).containsAll(given.keySet());
    return entry.factory().apply(new GivenArguments(given));
  }

  @Test
  void defaultsAreThoseOfTheReferences() {
    Size size = Size.square(224);
    Map<String, Object> given = Map.of("size", 224);
    assertThat(made("resize", given))
        .isEqualTo(
            new Resize(new Resize.ShortSide(224, Resize.ShortSide.UNBOUNDED), Filter.BICUBIC));
    assertThat(made("center-crop", given)).isEqualTo(new CenterCrop(size));
    assertThat(made("random-crop", given))
        .isEqualTo(new RandomCrop(size, Padding.NONE, Border.BLACK, RandomCrop.TooSmall.REJECT));
    assertThat(made("random-resized-crop", given))
        .isEqualTo(
            new RandomResizedCrop(
                size,
                new Range(0.08, 1),
                new Range(0.75, 4.0 / 3),
                Interpolation.BICUBIC,
                RandomResizedCrop.Arithmetic.TIMM));
    assertThat(made("simple-random-crop", given))
        .isEqualTo(new SimpleRandomCrop(224, Filter.BICUBIC, SimpleRandomCrop.Axis.BOTH));
    assertThat(made("horizontal-flip", Map.of())).isEqualTo(new HorizontalFlip(0.5));
    assertThat(made("vertical-flip", Map.of())).isEqualTo(new VerticalFlip(0.5));
    assertThat(made("pad", Map.of())).isEqualTo(new Pad(Padding.NONE, Border.BLACK));
  }

  @Test
  void defaultsOfColorAndBlurAreThoseOfTheReferences() {
    Range around = new Range(0.6, 1.4);
    assertThat(made("color-jitter", Map.of()))
        .isEqualTo(new ColorJitter(around, around, around, new Range(0, 0), 1));
    assertThat(made("brightness", Map.of())).isEqualTo(new Brightness(around, 1));
    assertThat(made("contrast", Map.of())).isEqualTo(new Contrast(around, 1));
    assertThat(made("color", Map.of())).isEqualTo(new Color(around, 1));
    assertThat(made("sharpness", Map.of())).isEqualTo(new Sharpness(new Range(0, 2), 0.5));
    assertThat(made("hue", Map.of())).isEqualTo(new Hue(new Range(-0.1, 0.1), 1));
    assertThat(made("grayscale", Map.of())).isEqualTo(new Grayscale(3, 1));
    assertThat(made("random-grayscale", Map.of())).isEqualTo(new RandomGrayscale(0.1));
    assertThat(made("invert", Map.of())).isEqualTo(new Invert(0.5));
    assertThat(made("posterize", Map.of())).isEqualTo(new Posterize(4, 0.5));
    assertThat(made("solarize", Map.of())).isEqualTo(new Solarize(128, 0.5));
    assertThat(made("solarize-add", Map.of())).isEqualTo(new SolarizeAdd(110, 128, 0.5));
    assertThat(made("equalize", Map.of())).isEqualTo(new Equalize(0.5));
    assertThat(made("auto-contrast", Map.of())).isEqualTo(new AutoContrast(0.5));
    assertThat(made("gaussian-blur", Map.of()))
        .isEqualTo(
            new GaussianBlur(new Range(0.1, 2), GaussianBlur.Method.PILLOW, Size.square(23), 1));
    assertThat(made("box-blur", Map.of())).isEqualTo(new BoxBlur(new Range(0, 2), 1));
    assertThat(made("random-erasing", Map.of()))
        .isEqualTo(
            new RandomErasing(
                new Range(0.02, 1 / 3.0),
                new Range(0.3, 1 / 0.3),
                new RandomErasing.Count(1, 1),
                RandomErasing.Mode.CONST,
                RandomErasing.Rules.TIMM,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                0.5));
    assertThat(made("random-erasing", Map.of("rules", "paper")))
        .isEqualTo(
            new RandomErasing(
                new Range(0.02, 0.4),
                new Range(0.3, 1 / 0.3),
                new RandomErasing.Count(1, 1),
                RandomErasing.Mode.CONST,
                RandomErasing.Rules.PAPER,
                List.of(0.4914, 0.4822, 0.4465),
                List.of(0.229, 0.224, 0.225),
                0.5));
  }

  @Test
  void oneNumberOfAJitterIsHowFarItGoesFromNeutral() {
    assertThat(
            made(
                "color-jitter",
                Map.of(
                    "brightness", 1.5, "contrast", 0, "saturation", List.of(0.5, 3), "hue", 0.2)))
        .isEqualTo(
            new ColorJitter(
                new Range(0, 2.5), new Range(1, 1), new Range(0.5, 3), new Range(-0.2, 0.2), 1));
  }

  @Test
  void rejectionsOfColorAndBlurStateRuleAndValue() {
    rejects("brightness", Map.of("factor", -1), "factor must not be negative, was (-1.0, -1.0)");
    rejects(
        "contrast",
        Map.of("factor", List.of(1, 2, 3)),
        "factor must be two numbers, min and max, was [1.0, 2.0, 3.0]");
    rejects(
        "color", Map.of("factor", List.of(2, 1)), "factor must have min <= max, was (2.0, 1.0)");
    rejects("sharpness", Map.of("p", 2), "p must be between 0 and 1, was 2.0");
    rejects("hue", Map.of("factor", 0.6), "factor must be between -0.5 and 0.5, was (0.6, 0.6)");
    rejects(
        "color-jitter", Map.of("hue", 0.6), "hue must be between -0.5 and 0.5, was (-0.6, 0.6)");
    rejects("color-jitter", Map.of("contrast", -1), "contrast must not be negative, was -1.0");
    rejects(
        "color-jitter",
        Map.of("brightness", List.of(-1, 1)),
        "brightness must not be negative, was (-1.0, 1.0)");
    rejects("grayscale", Map.of("channels", 2), "channels must be 1 or 3, was 2");
    rejects(
        "grayscale",
        Map.of("channels", 1, "p", 0.5),
        "p must be 1 with channels 1, or images would differ in channels; was 0.5");
    rejects("random-grayscale", Map.of("p", 2), "p must be between 0 and 1, was 2.0");
    rejects("invert", Map.of("p", -1), "p must be between 0 and 1, was -1.0");
    rejects("equalize", Map.of("p", -1), "p must be between 0 and 1, was -1.0");
    rejects("auto-contrast", Map.of("p", -1), "p must be between 0 and 1, was -1.0");
    rejects("posterize", Map.of("bits", 9), "bits must be between 0 and 8, was 9");
    rejects("solarize", Map.of("threshold", 257), "threshold must be between 0 and 256, was 257.0");
    rejects("solarize-add", Map.of("add", 256), "add must be between 0 and 255, was 256");
    rejects("solarize-add", Map.of("threshold", -1), "threshold must be between 0 and 256, was -1");
    rejects("gaussian-blur", Map.of("sigma", -1), "sigma must not be negative, was (-1.0, -1.0)");
    rejects("gaussian-blur", Map.of("kernel-size", 4), "kernel-size must be odd, was 4×4");
    rejects(
        "gaussian-blur",
        Map.of("kernel-size", List.of(1, 2, 3)),
        "kernel-size must be one number or two (height, width), was [1, 2, 3]");
    rejects(
        "gaussian-blur",
        Map.of("sigma", 0, "method", "torchvision"),
        "sigma must be positive with torchvision's method, was (0.0, 0.0)");
    rejects("box-blur", Map.of("radius", -1), "radius must not be negative, was (-1.0, -1.0)");
  }

  @Test
  void excessiveParametersAreRejected() {
    rejects(
        "center-crop",
        Map.of("size", 100_000),
        "size must be at most 16384, was 100000: larger images are not decoded either");
    rejects(
        "center-crop",
        Map.of("size", 10_000),
        "size must be at most 64000000 pixels, was 10000×10000");
    rejects(
        "resize",
        Map.of("size", List.of(16_000, 4_001)),
        "size must be at most 64000000 pixels, was 16000×4001");
    rejects(
        "pad",
        Map.of("padding", 16_385),
        "padding must be at most 16384 pixels per side, was [16385]");
    rejects(
        "gaussian-blur", Map.of("sigma", 1e9), "sigma must be at most 16384, was (1.0E9, 1.0E9)");
    rejects("box-blur", Map.of("radius", 1e9), "radius must be at most 16384, was (1.0E9, 1.0E9)");
    rejects(
        "rotation",
        Map.of("degrees", 1e7),
        "degrees must be between -1000000 and 1000000, was [-1.0E7, 1.0E7]");
    rejects(
        "translate-x",
        Map.of("by", List.of(0, 1e308)),
        "by must be between -1000000 and 1000000, was [0.0, 1.0E308]");
    rejects(
        "rotation",
        Map.of("center", List.of(1e308, 0)),
        "center must be between -1000000 and 1000000, was [1.0E308, 0.0]");
    rejects(
        "random-affine",
        Map.of("scale", List.of(1e-300, 1)),
        "scale must be between 0.001 and 1000, was [1.0E-300, 1.0]");
  }

  @Test
  void paddingBeyondTheLargestImageIsRejectedWhenPlanned() {
    Image image = Images.black(1, 4000);
    assertThatThrownBy(
            () -> made("pad", Map.of("padding", 16_384)).plan(image.shape(), ScriptedDraws.of()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "padding 1×4000 gives 32769×36768, more than 64000000 pixels; pad less, or resize"
                + " first");
  }

  @Test
  void rejectionsOfErasingStateRuleAndValue() {
    rejects(
        "random-erasing",
        Map.of("area", List.of(0.5, 2)),
        "area must be above 0 and at most 1.0, was (0.5, 2.0)");
    rejects(
        "random-erasing", Map.of("ratio", List.of(0, 2)), "ratio must be positive, was (0.0, 2.0)");
    rejects(
        "random-erasing",
        Map.of("count", 0),
        "count must be from 1 to 1000, min <= max, was (0, 0)");
    rejects(
        "random-erasing",
        Map.of("count", List.of(1, 2, 3)),
        "count must be one number or two, min and max, was [1, 2, 3]");
    rejects(
        "random-erasing",
        Map.of("mean", 1),
        "mean must be three numbers between -1000 and 1000, was [1.0]");
    rejects(
        "random-erasing",
        Map.of("std", List.of(1, 0, 1)),
        "std must be three positive numbers up to 1000, was [1.0, 0.0, 1.0]");
  }

  @Test
  void everyKeyIsHeard() {
    assertThat(made("resize", Map.of("size", 32, "max-size", 40, "filter", "lanczos")))
        .isEqualTo(new Resize(new Resize.ShortSide(32, 40), Filter.LANCZOS));
    assertThat(made("resize", Map.of("size", List.of(20, 30))))
        .isEqualTo(new Resize(new Resize.Exactly(new Size(20, 30)), Filter.BICUBIC));
    assertThat(made("center-crop", Map.of("size", List.of(20, 30))))
        .isEqualTo(new CenterCrop(new Size(20, 30)));
    assertThat(
            made(
                "random-crop",
                Map.of(
                    "size",
                    List.of(20, 30),
                    "padding",
                    List.of(1, 2),
                    "padding-mode",
                    "symmetric",
                    "fill",
                    List.of(1, 2, 3),
                    "pad-if-needed",
                    true)))
        .isEqualTo(
            new RandomCrop(
                new Size(20, 30),
                new Padding(2, 1, 2, 1),
                new Border(Border.Mode.SYMMETRIC, List.of(1, 2, 3)),
                RandomCrop.TooSmall.PAD));
    assertThat(
            made(
                "random-resized-crop",
                Map.of(
                    "size",
                    List.of(20, 30),
                    "scale",
                    List.of(0.5, 0.9),
                    "ratio",
                    List.of(1, 2),
                    "filter",
                    "random",
                    "arithmetic",
                    "torchvision")))
        .isEqualTo(
            new RandomResizedCrop(
                new Size(20, 30),
                new Range(0.5, 0.9),
                new Range(1, 2),
                Interpolation.RANDOM,
                RandomResizedCrop.Arithmetic.TORCHVISION));
    assertThat(made("simple-random-crop", Map.of("size", 32, "filter", "bilinear", "axis", "x")))
        .isEqualTo(new SimpleRandomCrop(32, Filter.BILINEAR, SimpleRandomCrop.Axis.X));
    assertThat(made("horizontal-flip", Map.of("p", 0.25))).isEqualTo(new HorizontalFlip(0.25));
    assertThat(made("vertical-flip", Map.of("p", 1))).isEqualTo(new VerticalFlip(1));
    assertThat(
            made("pad", Map.of("padding", List.of(1, 2, 3, 4), "padding-mode", "edge", "fill", 9)))
        .isEqualTo(new Pad(new Padding(2, 1, 4, 3), new Border(Border.Mode.EDGE, List.of(9))));
  }

  @Test
  void rejectionsStateRuleAndValue() {
    rejects(
        "resize",
        Map.of(),
        "size must be one number (the short side) or two (height, width), was []");
    rejects(
        "resize",
        Map.of("size", List.of(8, 8), "max-size", 9),
        "max-size needs a size of one number, was [8, 8]");
    rejects(
        "resize",
        Map.of("size", 8, "max-size", 8),
        "max-size must be greater than size, was 8 with size 8");
    rejects("resize", Map.of("size", 0), "size must be at least 1, was 0");
    rejects("resize", Map.of("size", 8.5), "size must be whole numbers, was [8.5]");
    rejects(
        "center-crop",
        Map.of("size", List.of(1, 2, 3)),
        "size must be one number (a square) or two (height, width), was [1, 2, 3]");
    rejects("center-crop", Map.of("size", -3), "size must be at least 1, was -3");
    rejects(
        "random-crop",
        Map.of("size", 8, "padding", List.of(1, 2, 3)),
        "padding must be 1, 2 (x, y) or 4 (left, top, right, bottom) numbers, was [1, 2, 3]");
    rejects(
        "pad",
        Map.of("padding", -1),
        "padding must not be negative, was top -1, left -1, bottom -1, right -1");
    rejects("pad", Map.of("fill", List.of(1, 2)), "fill must be one number or three, was [1, 2]");
    rejects(
        "shear-x",
        Map.of("fill", List.of(1, 2, 3, 4)),
        "fill must be one number or three, was [1, 2, 3, 4]");
    rejects("pad", Map.of("fill", 256), "fill must be 1 to 4 numbers from 0 to 255, was [256]");
    rejects(
        "random-resized-crop",
        Map.of("size", 8, "scale", List.of(0.33, 0.02)),
        "scale must have min <= max, was (0.33, 0.02)");
    rejects(
        "random-resized-crop",
        Map.of("size", 8, "scale", List.of(0.5, 1.5)),
        "scale must be above 0 and at most 1.0, was (0.5, 1.5)");
    rejects(
        "random-resized-crop",
        Map.of("size", 8, "ratio", List.of(0.0, 1.0)),
        "ratio must be positive, was (0.0, 1.0)");
    rejects(
        "random-resized-crop",
        Map.of("size", 8, "ratio", 1.0),
        "ratio must be two numbers, min and max, was [1.0]");
    rejects("simple-random-crop", Map.of("size", 0), "size must be at least 1, was 0");
    rejects("horizontal-flip", Map.of("p", 1.5), "p must be between 0 and 1, was 1.5");
    rejects("vertical-flip", Map.of("p", -0.5), "p must be between 0 and 1, was -0.5");
  }

  private static void rejects(String name, Map<String, Object> given, String sentence) {
    assertThatThrownBy(() -> made(name, given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }
}
