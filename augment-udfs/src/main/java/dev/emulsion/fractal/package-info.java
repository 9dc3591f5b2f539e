/**
 * Fractals: images rendered from a few numbers, to mix into other images or to pre-train on.
 *
 * <p>A {@link dev.emulsion.fractal.FractalSet} names the images by {@link
 * dev.emulsion.fractal.FractalStyle} and seed. It searches for a {@link
 * dev.emulsion.fractal.FunctionSystem} that fills enough of the image and draws a {@link
 * dev.emulsion.fractal.FractalPlan}, which renders. Read {@link
 * dev.emulsion.fractal.AndersonFarrell} first: {@link dev.emulsion.fractal.ContractiveSystems}
 * draws a system, {@link dev.emulsion.fractal.Points} plays the chaos game, {@link
 * dev.emulsion.fractal.HitDensity} counts the hits per pixel of a {@link
 * dev.emulsion.fractal.Window}, and {@link dev.emulsion.fractal.Colormap} and {@link
 * dev.emulsion.fractal.Background} add color. {@link dev.emulsion.fractal.FractalDb} searches among
 * systems of any kind and renders point by point on a {@link dev.emulsion.fractal.FractalDbCanvas}.
 *
 * <p>Coordinates are doubles, evaluated left to right without fused operations, and functions are
 * {@link java.lang.StrictMath}'s, so images are equal to the byte on every machine. Depends on
 * {@code image} and {@code random} only.
 */
package dev.emulsion.fractal;
