/**
 * Blends: a sample's image joined with others that stand beside it, while its label is kept.
 *
 * <p>A blend has a place in the list of transforms: it is planned and painted where it stands
 * there, and its plans are {@link dev.emulsion.transform.OperationPlan}s like those of transforms.
 * What differs is that it needs {@link dev.emulsion.transform.SideImages}: an image that a
 * generative model made of the sample, or one of a set that all samples share. Read {@link
 * dev.emulsion.blend.DiffuseMix} first; {@link dev.emulsion.blend.Blends} lists them all.
 *
 * <p>Depends on {@code image}, {@code random} and {@code transform} only.
 */
package dev.emulsion.blend;
