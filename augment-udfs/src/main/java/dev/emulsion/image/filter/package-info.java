/**
 * Filters on pixel values: tone, color, blur and sharpness, equal to Pillow or torchvision.
 *
 * <p>A {@link dev.emulsion.image.filter.LookupTable} maps each sample on its own; read it first.
 * {@link dev.emulsion.image.filter.Histogram} derives one table per channel. {@link
 * dev.emulsion.image.filter.ToneBuffer} chains brightness, contrast, saturation and hue in few
 * passes over the image. {@link dev.emulsion.image.filter.Blur}, {@link
 * dev.emulsion.image.filter.GaussianKernel} and {@link dev.emulsion.image.filter.Sharpening} read
 * neighboring pixels.
 *
 * <p>The inner loops exist twice, scalar and vectorized ({@code LineKernel}, {@code BlendKernel}),
 * with equal results. Depends on {@code image} only.
 */
package dev.emulsion.image.filter;
