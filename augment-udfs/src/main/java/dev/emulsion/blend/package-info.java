/**
 * Blends: a sample's image combined with side images; its label is kept.
 *
 * <p>A blend is an entry of a recipe's {@code transform} list, planned and applied at its position
 * there; its plans are {@link dev.emulsion.transform.OperationPlan}s like those of transforms.
 * Unlike a transform it needs {@link dev.emulsion.transform.SideImages}: an image that a generative
 * model made from the sample, or an image of the mixing set, which all samples share. Read {@link
 * dev.emulsion.blend.DiffuseMix} first; {@link dev.emulsion.blend.Blends} lists them all.
 *
 * <p>Depends on {@code image}, {@code random} and {@code transform} only.
 */
package dev.emulsion.blend;
