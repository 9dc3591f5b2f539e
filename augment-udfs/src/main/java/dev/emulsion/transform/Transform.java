package dev.emulsion.transform;

import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;

/**
 * An operation on one image: a record of validated parameters. {@link #plan} makes every random
 * choice; the plan paints.
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
        ShearX,
        ShearY,
        TranslateX,
        TranslateY,
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
   * Chooses what to do to {@code image}.
   *
   * @param image only its size and its number of channels count: in a {@link Sequence} it stands
   *     for a image that is not painted yet
   * @throws dev.emulsion.DataException if it can't be done to an image of this size
   */
  TransformPlan plan(Image image, Draws draws);
}
