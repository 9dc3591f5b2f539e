package dev.emulsion.jobs.prompts;

import dev.emulsion.io.side.GenerationManifest;

/**
 * The result of {@code emulsion prompts}.
 *
 * @param output path of the lists
 */
public record PromptsReport(String output, GenerationManifest.Marker list) {}
