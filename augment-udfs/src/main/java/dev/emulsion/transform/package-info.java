/**
 * Operations on one image.
 *
 * <p>An operation is a record of parameters. {@link dev.emulsion.transform.Transform#plan} makes
 * the random choices and returns a {@link dev.emulsion.transform.TransformPlan}, a small value that
 * paints and that is written with the output, so that any image can be painted again. Read {@link
 * dev.emulsion.transform.HorizontalFlip} first; it is the shortest. {@link
 * dev.emulsion.transform.RandomResizedCrop} shows a longer chain of draws. {@link
 * dev.emulsion.transform.Transforms} lists them all.
 *
 * <p>Adding one takes its file, which also says in its {@code ENTRY} what a recipe calls it and its
 * parameters, its name in {@link dev.emulsion.transform.Transform}'s {@code permits} and in {@code
 * Transforms}, and a row in {@code docs/operations.md}.
 *
 * <p>{@link dev.emulsion.transform.Sequence}, {@link dev.emulsion.transform.OneOf} and {@link
 * dev.emulsion.transform.SomeOf} are made of other operations, and their plans of other plans; so
 * are those of {@link dev.emulsion.transform.RandAugment} and its relatives, whose magnitudes stand
 * in {@link dev.emulsion.transform.TimmOperation} and {@link
 * dev.emulsion.transform.TorchvisionOperation}. A plan tells with {@link
 * dev.emulsion.transform.TransformPlan#mapping} where the points of its result come from.
 *
 * <p>Pixels are not touched here: crops, flips and resizing are methods of {@link
 * dev.emulsion.image.Image}. An operation that wants a size which an image cannot give throws a
 * {@link dev.emulsion.DataException} when it plans. Depends on {@code image} and {@code random}
 * only.
 */
package dev.emulsion.transform;
