package dev.emulsion.jobs.ingest;

import dev.emulsion.io.source.SampleTable;

/**
 * What an ingest came to.
 *
 * @param found whether the table was finished before and nothing was written
 * @param output where the table is
 */
public record IngestReport(boolean found, String output, SampleTable.Marker table) {}
