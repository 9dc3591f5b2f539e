/**
 * Images in memory and their geometry, equal to Pillow bit for bit.
 *
 * <p>{@link dev.emulsion.image.Image} holds the pixels; read it first. {@link
 * dev.emulsion.image.Shape}, {@link dev.emulsion.image.Size} and {@link dev.emulsion.image.Box}
 * describe them. Height comes before width and row before column; boxes are half-open, from the top
 * left corner. Images are immutable: crops, flips, patches and resizing are methods that return new
 * ones.
 *
 * <p>{@link dev.emulsion.image.Image#resize} runs {@code Resampling}, and {@link
 * dev.emulsion.image.Image#warp} runs {@code Warping}, which samples the input where an {@link
 * dev.emulsion.image.AffineMap} sends each output pixel. Their inner loops exist twice, scalar and
 * vectorized ({@code RowKernel}, {@code WarpKernel}), with equal results.
 *
 * <p>Encoded files are read and written in {@code image.codec}; tone, blur and sharpness are in
 * {@code image.filter}. Nothing here is random and nothing does I/O. Depends on the JDK only.
 */
package dev.emulsion.image;
