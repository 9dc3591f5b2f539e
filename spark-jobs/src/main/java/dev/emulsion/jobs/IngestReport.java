package dev.emulsion.jobs;

import dev.emulsion.io.SampleTable;

/**
 * What an ingest came to.
 *
 * @param found whether the table was finished before and nothing was written
 * @param output where the table is
 */
public record IngestReport(boolean found, String output, SampleTable.Marker table) {}
