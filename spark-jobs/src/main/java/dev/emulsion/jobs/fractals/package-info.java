/**
 * {@code emulsion fractals}: a set of fractal images, as a table or as files.
 *
 * <p>{@link dev.emulsion.jobs.fractals.FractalRequest} says which fractals and in which form;
 * {@link dev.emulsion.jobs.fractals.FractalJob} writes and seals them. {@code FractalPartition} is
 * what a task does: it finds systems and renders their images with {@link dev.emulsion.fractal},
 * which knows the mathematics.
 */
package dev.emulsion.jobs.fractals;
