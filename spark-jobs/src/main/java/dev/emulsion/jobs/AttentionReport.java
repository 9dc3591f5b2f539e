package dev.emulsion.jobs;

import dev.emulsion.io.AttentionTable;

/**
 * What a scoring came to.
 *
 * @param found whether the table was finished before and nothing was written
 * @param output where the table is
 */
public record AttentionReport(boolean found, String output, AttentionTable.Marker table) {}
