package dev.emulsion.recipe;

import dev.emulsion.Entry;
import dev.emulsion.image.Border;
import dev.emulsion.image.Sides;
import dev.emulsion.image.Size;
import dev.emulsion.mix.CutMix;
import dev.emulsion.mix.MixUp;
import dev.emulsion.transform.CenterCrop;
import dev.emulsion.transform.HorizontalFlip;
import dev.emulsion.transform.Pad;
import dev.emulsion.transform.RandomCrop;
import dev.emulsion.transform.RandomResizedCrop;
import dev.emulsion.transform.Resize;
import dev.emulsion.transform.SimpleRandomCrop;
import dev.emulsion.transform.VerticalFlip;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The way back from an operation to the keys of its registry entry, all of them with a value. */
final class OperationKeys {

  private static final Map<Class<?>, Function<Object, Map<String, Object>>> ALL =
      new LinkedHashMap<>();

  static {
    on(Resize.class, OperationKeys::resize);
    on(CenterCrop.class, crop -> keys("size", size(crop.size())));
    on(
        RandomCrop.class,
        crop ->
            keys(
                "size",
                size(crop.size()),
                "padding",
                padding(crop.padding()),
                "padding-mode",
                Names.of(crop.border().mode()),
                "fill",
                fill(crop.border()),
                "pad-if-needed",
                crop.small() == RandomCrop.TooSmall.PAD));
    on(
        RandomResizedCrop.class,
        crop ->
            keys(
                "size",
                size(crop.size()),
                "scale",
                List.of(crop.scale().min(), crop.scale().max()),
                "ratio",
                List.of(crop.ratio().min(), crop.ratio().max()),
                "filter",
                Names.of(crop.filter()),
                "arithmetic",
                Names.of(crop.arithmetic())));
    on(
        SimpleRandomCrop.class,
        crop ->
            keys(
                "size",
                crop.size(),
                "filter",
                Names.of(crop.filter()),
                "axis",
                Names.of(crop.axis())));
    on(HorizontalFlip.class, flip -> keys("p", flip.p()));
    on(VerticalFlip.class, flip -> keys("p", flip.p()));
    on(
        Pad.class,
        pad ->
            keys(
                "padding",
                padding(pad.padding()),
                "padding-mode",
                Names.of(pad.border().mode()),
                "fill",
                fill(pad.border())));
    on(MixUp.class, mix -> keys("alpha", mix.alpha()));
    on(CutMix.class, OperationKeys::cutMix);
  }

  private OperationKeys() {}

  /** {@code {name: {key: value, …}}}. */
  static <T> Map<String, Object> of(T operation, List<Entry<T>> registry) {
    for (Entry<T> entry : registry) {
      if (entry.type() == operation.getClass() && ALL.containsKey(entry.type())) {
        return keys(entry.name(), ALL.get(entry.type()).apply(operation));
      }
    }
    throw new IllegalStateException("no keys are known for " + operation);
  }

  private static <T> void on(Class<T> type, Function<T, Map<String, Object>> keys) {
    ALL.put(type, operation -> keys.apply(type.cast(operation)));
  }

  private static Map<String, Object> keys(Object... keysAndValues) {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      keys.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return keys;
  }

  private static Map<String, Object> resize(Resize resize) {
    Map<String, Object> keys = new LinkedHashMap<>();
    if (resize.to() instanceof Resize.ShortSide to) {
      keys.put("size", to.side());
      if (to.maxLongSide() != Resize.ShortSide.UNBOUNDED) {
        keys.put("max-size", to.maxLongSide());
      }
    } else if (resize.to() instanceof Resize.Exactly to) {
      keys.put("size", size(to.size()));
    }
    keys.put("filter", Names.of(resize.filter()));
    return keys;
  }

  private static Map<String, Object> cutMix(CutMix mix) {
    Map<String, Object> keys =
        keys("alpha", mix.alpha(), "correct-lambda", mix.rule() == CutMix.Lambda.BY_AREA);
    if (mix.boxes() instanceof CutMix.SideShares shares) {
      keys.put("min-max", List.of(shares.range().min(), shares.range().max()));
    }
    return keys;
  }

  private static List<Integer> size(Size size) {
    return List.of(size.height(), size.width());
  }

  /** In torchvision's order: left, top, right, bottom. */
  private static List<Integer> padding(Sides sides) {
    return List.of(sides.left(), sides.top(), sides.right(), sides.bottom());
  }

  private static List<Integer> fill(Border border) {
    return border.fill();
  }
}
