/**
 * Stages for MLlib pipelines that add attention or saliency maps to a column of images.
 *
 * <p>{@link AttentionScorer} runs a vision transformer, {@link SaliencyScorer} needs no model; both
 * are {@link ImageScorer}s, which read the images, batch them and add the columns. {@link
 * InputImageColumn} reads images in the forms in which Spark's sources provide them. {@link
 * Batches} groups the elements of an iterator without reading further ahead.
 *
 * <p>Depends on {@code spark}, {@code attention} and {@code saliency}.
 */
package dev.emulsion.spark.ml;
