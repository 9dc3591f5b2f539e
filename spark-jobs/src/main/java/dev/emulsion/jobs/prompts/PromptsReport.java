package dev.emulsion.jobs.prompts;

import dev.emulsion.io.side.GenerationManifest;

/**
 * What {@code emulsion prompts} did.
 *
 * @param output where the lists are
 */
public record PromptsReport(String output, GenerationManifest.Marker list) {}
