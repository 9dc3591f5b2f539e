package dev.emulsion.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.emulsion.image.Border;
import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Padding;
import dev.emulsion.image.Size;
import dev.emulsion.image.SubpixelBox;
import dev.emulsion.random.ScriptedDraws;
import dev.emulsion.transform.CenterCrop;
import dev.emulsion.transform.HorizontalFlip;
import dev.emulsion.transform.Pad;
import dev.emulsion.transform.RandomResizedCrop;
import dev.emulsion.transform.Resize;
import dev.emulsion.transform.SimpleRandomCrop;
import dev.emulsion.transform.Transform;
import dev.emulsion.transform.VerticalFlip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Operations whose expected image is a file: resizing, crops, padding, flips. */
final class PixelChecks {

  static final Map<String, GoldenTest.Check> ALL =
      Map.ofEntries(
          Map.entry("pil.resize", PixelChecks::resize),
          Map.entry("pil.resize (sweep)", PixelChecks::resizeSweep),
          Map.entry("tv.Resize", PixelChecks::torchvisionResize),
          Map.entry("tv.CenterCrop", c -> matches(c, new CenterCrop(size(c, "height", "width")))),
          Map.entry("tv.crop", c -> matches(c, c.input().crop(box(c)))),
          Map.entry("tv.pad", PixelChecks::pad),
          Map.entry("tv.resized_crop", PixelChecks::resizedCrop),
          Map.entry("deit.SimpleRandomCrop", PixelChecks::simpleRandomCrop),
          Map.entry("tv.hflip", c -> matches(c, new HorizontalFlip(1))),
          Map.entry("tv.vflip", c -> matches(c, new VerticalFlip(1))));

  private PixelChecks() {}

  private static void resize(GoldenCase golden) {
    Size size = size(golden, "height", "width");
    JsonNode box = golden.params().path("box");
    Image resized =
        box.isArray()
            ? golden
                .input()
                .resize(
                    new SubpixelBox(
                        (float) box.get(1).asDouble(),
                        (float) box.get(0).asDouble(),
                        (float) box.get(3).asDouble(),
                        (float) box.get(2).asDouble()),
                    size,
                    filter(golden))
            : golden.input().resize(size, filter(golden));
    matches(golden, resized);
  }

  /** For each pair (n, m): an input of n columns and n + 2 rows, an output of m and m + 1. */
  private static void resizeSweep(GoldenCase golden) {
    List<Image> outputs = new ArrayList<>();
    for (JsonNode pair : golden.params().path("pairs")) {
      int n = pair.get(0).asInt();
      int m = pair.get(1).asInt();
      outputs.add(Sweep.input(golden, n + 2, n).resize(new Size(m + 1, m), filter(golden)));
    }
    Sweep.matches(golden, outputs);
  }

  private static void torchvisionResize(GoldenCase golden) {
    JsonNode size = golden.params().path("size");
    int max = golden.params().path("max_size").asInt(Resize.ShortSide.UNBOUNDED);
    Resize.Target target =
        size.size() == 2
            ? new Resize.Exactly(new Size(size.get(0).asInt(), size.get(1).asInt()))
            : new Resize.ShortSide(size.isInt() ? size.asInt() : size.get(0).asInt(), max);
    matches(golden, new Resize(target, filter(golden)));
  }

  private static void pad(GoldenCase golden) {
    Border.Mode mode = constant(Border.Mode.class, golden.params().path("mode").asText());
    JsonNode fill = golden.params().path("fill");
    Border border = new Border(mode, fill.isArray() ? integers(fill) : List.of(fill.asInt()));
    Padding padding = Padding.of(integers(golden.params().path("padding_ltrb")));
    matches(golden, new Pad(padding, border));
  }

  private static void resizedCrop(GoldenCase golden) {
    Size size = size(golden, "out_height", "out_width");
    RandomResizedCrop.Plan plan = new RandomResizedCrop.Plan(box(golden), size, filter(golden));
    matches(golden, plan.apply(golden.input()));
  }

  private static void simpleRandomCrop(GoldenCase golden) {
    JsonNode params = golden.params();
    assertThat(params.path("padding").asInt()).isEqualTo(4);
    assertThat(params.path("padding_mode").asText()).isEqualTo("reflect");
    Image input = golden.input();
    Image crop =
        new SimpleRandomCrop(
                params.path("size").asInt(), filter(golden), SimpleRandomCrop.Axis.BOTH)
            .plan(
                input.shape(),
                ScriptedDraws.of(params.path("top").asInt(), params.path("left").asInt()))
            .apply(input);
    matches(golden, params.path("hflip").asBoolean() ? crop.flipHorizontal() : crop);
  }

  private static void matches(GoldenCase golden, Transform transform) {
    Image input = golden.input();
    matches(golden, transform.plan(input.shape(), ScriptedDraws.of(0.5)).apply(input));
  }

  /** Shape first, so that a failure says which of the two is wrong. */
  static void matches(GoldenCase golden, Image image) {
    Image expected = golden.image(golden.expected());
    assertThat(image.toString()).isEqualTo(expected.toString());
    assertThat(image.samples()).isEqualTo(expected.samples());
  }

  private static Box box(GoldenCase golden) {
    JsonNode params = golden.params();
    return new Box(
        params.path("top").asInt(),
        params.path("left").asInt(),
        params.path("height").asInt(),
        params.path("width").asInt());
  }

  private static Size size(GoldenCase golden, String height, String width) {
    return new Size(golden.params().path(height).asInt(), golden.params().path(width).asInt());
  }

  private static Filter filter(GoldenCase golden) {
    return constant(Filter.class, golden.params().path("filter").asText());
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asInt()));
    return values;
  }
}
