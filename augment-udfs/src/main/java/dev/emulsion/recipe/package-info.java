/**
 * Recipes: the YAML file that says what a run does, as typed records.
 *
 * <p>{@link RecipeLoader} reads a file and its overrides into a {@link Recipe}, or reports every
 * problem at once. {@link Recipes} writes a recipe back with all its defaults, which is what stands
 * beside the output and what the run is named by. {@link Plans} writes and reads what was drawn for
 * one output, as JSON. Each section of the file is one record, which knows its keys, its defaults
 * and its rules. Depends on {@code mix}, {@code transform} and what these use.
 */
package dev.emulsion.recipe;
