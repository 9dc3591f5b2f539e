/**
 * {@code emulsion prompts}: work lists for a generative model, which makes the images that
 * DiffuseMix joins with samples.
 *
 * <p>{@link dev.emulsion.jobs.prompts.PromptsRequest} says which prompts and how many workers;
 * {@link dev.emulsion.jobs.prompts.PromptsJob} assigns prompts, seeds and workers, and writes the
 * lists. {@link dev.emulsion.jobs.prompts.PlaceholderImages} replaces the model in the quickstart.
 */
package dev.emulsion.jobs.prompts;
