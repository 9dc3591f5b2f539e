package dev.emulsion.jobs;

import dev.emulsion.io.WorkList;

/**
 * What {@code emulsion prompts} did.
 *
 * @param output where the lists are
 */
public record PromptsReport(String output, WorkList.Marker list) {}
