/**
 * Attention: where a model, or saliency, looks in an image.
 *
 * <p>An {@link dev.emulsion.attention.AttentionGrid} is a map of weights on a grid of cells, an
 * {@link dev.emulsion.attention.AttentionResult} what a model says of one image, and {@link
 * dev.emulsion.attention.AttentionSource} where that is known from. A {@link
 * dev.emulsion.attention.AttentionProvider} gives insights; {@link
 * dev.emulsion.attention.AttentionModel} is the one that asks a vision transformer, which a {@link
 * dev.emulsion.attention.ModelSpec} describes.
 */
package dev.emulsion.attention;
