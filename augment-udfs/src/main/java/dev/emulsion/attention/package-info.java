/**
 * Attention: where a model, or saliency, looks in a picture.
 *
 * <p>An {@link dev.emulsion.attention.AttentionGrid} is a map of weights on a grid of cells, an
 * {@link dev.emulsion.attention.Insight} what a model says of one picture, and {@link
 * dev.emulsion.attention.AttentionSource} where that is known from. A {@link
 * dev.emulsion.attention.Seer} gives insights; {@link dev.emulsion.attention.AttentionModel} is the
 * one that asks a vision transformer, which a {@link dev.emulsion.attention.ModelSpec} describes.
 */
package dev.emulsion.attention;
