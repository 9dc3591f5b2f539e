/**
 * Attention: how much each part of an image matters, according to a vision transformer or to
 * saliency.
 *
 * <p>An {@link dev.emulsion.attention.AttentionGrid} is a map of weights on a grid of cells, an
 * {@link dev.emulsion.attention.AttentionResult} what a model returns for one image, and {@link
 * dev.emulsion.attention.AttentionSource} where results come from. An {@link
 * dev.emulsion.attention.AttentionProvider} computes results; {@link
 * dev.emulsion.attention.AttentionModel} does so with the vision transformer that a {@link
 * dev.emulsion.attention.ModelSpec} describes. Depends on {@code image}, {@code saliency} and DJL.
 */
package dev.emulsion.attention;
