/**
 * Operations on one image.
 *
 * <p>An operation is a record of parameters. {@link dev.emulsion.transform.Transform#plan} makes
 * the random choices and returns a {@link dev.emulsion.transform.TransformPlan}, a small value that
 * renders the image and is written with the output, so that any image can be re-rendered. Read
 * {@link dev.emulsion.transform.HorizontalFlip} first; it is the shortest. {@link
 * dev.emulsion.transform.RandomResizedCrop} shows a longer sequence of draws. {@link
 * dev.emulsion.transform.Transforms} lists them all.
 *
 * <p>To add one, write its file, whose {@code ENTRY} gives its name and keys in recipes, list it in
 * {@link dev.emulsion.transform.Transform}'s {@code permits} and in {@code Transforms}, and add a
 * row to {@code docs/operations.md}.
 *
 * <p>{@link dev.emulsion.transform.Sequence}, {@link dev.emulsion.transform.OneOf} and {@link
 * dev.emulsion.transform.SomeOf} combine other operations, and their plans combine other plans. So
 * do {@link dev.emulsion.transform.RandAugment} and its relatives, whose magnitudes are in {@link
 * dev.emulsion.transform.TimmOperation} and {@link dev.emulsion.transform.TorchvisionOperation}.
 * {@link dev.emulsion.transform.TransformPlan#mapping} gives the position in the input of each
 * point of the result.
 *
 * <p>Pixels are not touched here: crops, flips and resizing are methods of {@link
 * dev.emulsion.image.Image}. An operation that cannot be applied to an image of the given size
 * throws a {@link dev.emulsion.DataException} when it plans. Depends on {@code image} and {@code
 * random} only.
 */
package dev.emulsion.transform;
