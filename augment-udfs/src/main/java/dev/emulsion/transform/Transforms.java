package dev.emulsion.transform;

import dev.emulsion.OperationType;
import java.util.List;
import java.util.Map;

/** The registry of operations on one image, by their names in recipes. */
public final class Transforms {

  private static final List<OperationType<Transform>> ALL =
      List.of(
          Resize.ENTRY,
          CenterCrop.ENTRY,
          RandomCrop.ENTRY,
          RandomResizedCrop.ENTRY,
          SimpleRandomCrop.ENTRY,
          HorizontalFlip.ENTRY,
          VerticalFlip.ENTRY,
          Pad.ENTRY,
          Rotation.ENTRY,
          RandomAffine.ENTRY,
          Shear.X,
          Shear.Y,
          Translate.X,
          Translate.Y,
          ColorJitter.ENTRY,
          Brightness.ENTRY,
          Contrast.ENTRY,
          Color.ENTRY,
          Sharpness.ENTRY,
          Hue.ENTRY,
          Grayscale.ENTRY,
          RandomGrayscale.ENTRY,
          Invert.ENTRY,
          Posterize.ENTRY,
          Solarize.ENTRY,
          SolarizeAdd.ENTRY,
          Equalize.ENTRY,
          AutoContrast.ENTRY,
          GaussianBlur.ENTRY,
          BoxBlur.ENTRY,
          RandomErasing.ENTRY,
          Sequence.ENTRY,
          OneOf.ENTRY,
          SomeOf.ENTRY,
          RandAugment.ENTRY,
          TrivialAugmentWide.ENTRY,
          AugMix.ENTRY,
          ThreeAugment.ENTRY);

  private static final Map<Class<?>, String> PLANS =
      OperationType.planNames(ALL, NoOp.class, "untouched");

  private Transforms() {}

  /** Every operation, in documented order. */
  public static List<OperationType<Transform>> all() {
    return ALL;
  }

  /** The name of {@code plan} in JSON. */
  public static String nameOf(TransformPlan plan) {
    return PLANS.get(plan.getClass());
  }

  /** The name in JSON of every type of plan. */
  public static Map<Class<?>, String> planNames() {
    return PLANS;
  }
}
