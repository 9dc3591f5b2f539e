/**
 * Recipes: the YAML file that configures a run, as typed records.
 *
 * <p>{@link RecipeLoader} reads a file and its overrides into a {@link Recipe}, or reports every
 * problem at once. On the way, {@link TreeReader} parses the YAML into a {@link Tree}, {@link
 * Overrides} applies {@code --set} options, and a {@link Section} gives each record its values with
 * a typed check. Every section of the file is one record ({@link InputConfig}, {@link
 * OutputConfig}, ...) that knows its keys, its defaults and its rules; {@link Operations} reads the
 * lists of transforms and mixes.
 *
 * <p>{@link Recipes} writes a recipe with all its defaults: the text that is stored with the output
 * and from which the run id is computed. {@link Plans} writes and reads the plan of one output row
 * as JSON. Start with {@link LabelsConfig}, the shortest section. Depends on the operations ({@code
 * mix}, {@code transform}, {@code blend}) and what these use, never on Spark.
 */
package dev.emulsion.recipe;
