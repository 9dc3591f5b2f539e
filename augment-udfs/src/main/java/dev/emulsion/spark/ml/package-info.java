/**
 * Stages for MLlib pipelines, on columns of images.
 *
 * <p>{@link ImageAugmenter}, {@link PairMixer}, {@link DiffuseMixer} and {@link PixMixer} render
 * images as a recipe says; {@link RecipeStage} has the params that they share. Read {@link
 * ImageAugmenter} first: it maps the pipeline over the rows, by {@link UnpairedRows}. The {@link
 * FractalStage}s join their side inputs before, by {@link BlendInputs}. {@link PairMixer} brings
 * every row to its place on the ring, by {@link PairedDataset}, where {@link BucketRows} walks
 * along.
 *
 * <p>{@link AttentionScorer} runs a vision transformer, {@link SaliencyScorer} needs no model; both
 * are {@link ImageScorer}s, which read the images, batch them and add maps. {@link
 * InputImageColumn} and {@link InputLabelColumn} read images and labels in the forms in which
 * Spark's sources and stages provide them.
 *
 * <p>Spark Connect finds the stages by a service file, Python by classes in a module of this name.
 * Depends on {@code pipeline}, {@code ring}, {@code spark}, {@code attention} and {@code saliency}.
 */
package dev.emulsion.spark.ml;
