package dev.emulsion.transform;

import dev.emulsion.image.Shape;
import dev.emulsion.random.Draws;

/**
 * An operation on one image: a record of validated parameters. {@link #plan} makes every random
 * choice; the plan renders the image.
 */
public sealed interface Transform extends Operation
    permits Resize,
        CenterCrop,
        RandomCrop,
        RandomResizedCrop,
        SimpleRandomCrop,
        HorizontalFlip,
        VerticalFlip,
        Pad,
        Rotation,
        RandomAffine,
        Shear,
        Translate,
        ColorJitter,
        Brightness,
        Contrast,
        Color,
        Sharpness,
        Hue,
        Grayscale,
        RandomGrayscale,
        Invert,
        Posterize,
        Solarize,
        SolarizeAdd,
        Equalize,
        AutoContrast,
        GaussianBlur,
        BoxBlur,
        RandomErasing,
        Sequence,
        OneOf,
        SomeOf,
        RandAugment,
        TrivialAugmentWide,
        AugMix,
        ThreeAugment {

  /**
   * Chooses what to do to an image of {@code shape}; its pixels have no influence.
   *
   * @throws dev.emulsion.DataException if the operation cannot be applied to an image of this size
   */
  TransformPlan plan(Shape shape, Draws draws);
}
