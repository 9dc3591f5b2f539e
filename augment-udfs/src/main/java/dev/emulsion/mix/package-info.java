/**
 * Mixing: two images and their labels become one.
 *
 * <p>An operation is a record of parameters. {@link dev.emulsion.mix.Mix#plan} makes the random
 * choices and returns a {@link dev.emulsion.mix.MixPlan}, which renders the image and knows the
 * label weight. Read {@link dev.emulsion.mix.MixUp} first; it is the shortest. Boxes are half-open,
 * from the top left corner; λ is the base's weight. {@link dev.emulsion.mix.Mixing} is a recipe's
 * choice among operations, {@link dev.emulsion.mix.Unmixed} the plan of a pair that is not mixed,
 * and {@link dev.emulsion.mix.Mixes} the registry.
 *
 * <p>TokenMix, TransMix and MixPro weight labels by attention. Their plans name the image whose
 * attention they need ({@link dev.emulsion.mix.AttentionTarget}) and are completed with the result;
 * they know nothing of models. Depends on {@code image}, {@code random}, {@code label}, {@code
 * saliency} and {@code attention}.
 */
package dev.emulsion.mix;
