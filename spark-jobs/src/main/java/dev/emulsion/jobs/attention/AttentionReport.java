package dev.emulsion.jobs.attention;

import dev.emulsion.io.side.AttentionTable;

/**
 * What a scoring came to.
 *
 * @param found whether the table was finished before and nothing was written
 * @param output where the table is
 */
public record AttentionReport(boolean found, String output, AttentionTable.Marker table) {}
