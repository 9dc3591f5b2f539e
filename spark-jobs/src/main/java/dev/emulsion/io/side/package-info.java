/**
 * The tables and folders that side inputs come from, and that jobs write them to.
 *
 * <p>{@link dev.emulsion.io.side.GeneratedImages} are images that a generative model made from the
 * samples, in the same two parts as samples: an index and the encoded images. {@link
 * dev.emulsion.io.side.GeneratedFileName} names their files, and {@link
 * dev.emulsion.io.side.GenerationManifest} lists those that are to be generated. {@link
 * dev.emulsion.io.side.AttentionMaps} reads attention maps; {@link
 * dev.emulsion.io.side.AttentionTable} is how {@code emulsion attention} writes them. {@link
 * dev.emulsion.io.side.ImageSet} is a mixing set; {@link dev.emulsion.io.side.FractalTable} and
 * {@link dev.emulsion.io.side.FractalFolder} are how {@code emulsion fractals} writes one.
 *
 * <p>Depends on {@code io.source} and below. Which images a run uses is decided in {@code
 * jobs.sideinput}.
 */
package dev.emulsion.io.side;
