/**
 * {@code emulsion preview}: what do the rows of a finished run look like?
 *
 * <p>{@link dev.emulsion.jobs.preview.PreviewJob} chooses rows and collects, for each, the stored
 * image and the images that it was made of. It renders them with {@link dev.emulsion.jobs.replay}
 * and recomputes attention with {@code PreviewAttention}; {@code LabelFormatter} names the classes.
 * Drawing is left to the command line.
 */
package dev.emulsion.jobs.preview;
