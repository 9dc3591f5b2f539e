/**
 * Fractals: images from a few numbers, to mix images with or to train on before any image.
 *
 * <p>A {@link dev.emulsion.fractal.FractalSet} names the images: which {@link
 * dev.emulsion.fractal.FractalStyle}, which seed. It finds a {@link
 * dev.emulsion.fractal.FunctionSystem} that fills enough of an image and makes a {@link
 * dev.emulsion.fractal.FractalPlan} of every number, which paints. Read {@link
 * dev.emulsion.fractal.AndersonFarrell} first: {@link dev.emulsion.fractal.ContractiveSystems}
 * draws a system, {@link dev.emulsion.fractal.Points} plays the chaos game, {@link
 * dev.emulsion.fractal.HitDensity} counts what falls on each pixel of a {@link
 * dev.emulsion.fractal.Window}, {@link dev.emulsion.fractal.Colormap} and {@link
 * dev.emulsion.fractal.Background} give colors. {@link dev.emulsion.fractal.FractalDb} searches
 * among systems of any kind and paints point by point on a {@link
 * dev.emulsion.fractal.FractalDbCanvas}.
 *
 * <p>Coordinates are doubles from left to right without fused operations, and functions are {@link
 * java.lang.StrictMath}'s, so an image is the same to the byte on every machine. Depends on {@code
 * image} and {@code random} only.
 */
package dev.emulsion.fractal;
