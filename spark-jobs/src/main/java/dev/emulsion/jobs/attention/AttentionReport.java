package dev.emulsion.jobs.attention;

import dev.emulsion.io.side.AttentionTable;

/**
 * The result of {@code emulsion attention}.
 *
 * @param found whether the table was finished before and nothing was written
 * @param output path of the table
 */
public record AttentionReport(boolean found, String output, AttentionTable.Marker table) {}
