package dev.emulsion.transform;

import dev.emulsion.OperationType;
import java.util.List;
import java.util.Map;

/** The operations on one image, by the names that recipes use. */
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

  /** Every operation, in the order they are documented. */
  public static List<OperationType<Transform>> all() {
    return ALL;
  }

  /** The name under which a plan of this type is written and read. */
  public static String nameOf(TransformPlan plan) {
    return PLANS.get(plan.getClass());
  }

  /** Every type of plan with its name. */
  public static Map<Class<?>, String> planNames() {
    return PLANS;
  }
}
