/**
 * Mixing: two images and their labels become one.
 *
 * <p>An operation is a record. {@link dev.emulsion.mix.Mix#plan} makes the random choices and
 * returns a {@link dev.emulsion.mix.MixPlan}, which paints the image and knows the label weight.
 * Read {@link dev.emulsion.mix.MixUp} first; it is the shortest. Boxes are half-open, from the top
 * left; λ is the base's weight. {@link dev.emulsion.mix.Mixing} is a recipe's choice between
 * operations, {@link dev.emulsion.mix.Unmixed} the plan of a pair that is not mixed, and {@link
 * dev.emulsion.mix.Mixes} the list of all.
 *
 * <p>TokenMix, TransMix and MixPro weigh labels by attention. Their plans say where they look
 * ({@link dev.emulsion.mix.AttentionTarget}) and are completed by what is seen; they know nothing
 * of models. Depends on {@code image}, {@code random}, {@code label}, {@code saliency} and {@code
 * attention}.
 */
package dev.emulsion.mix;
