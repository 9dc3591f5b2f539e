package dev.emulsion.jobs.ingest;

import dev.emulsion.io.source.SampleTable;

/**
 * The result of an ingest.
 *
 * @param found whether the table was finished before and nothing was written
 * @param output path of the table
 */
public record IngestReport(boolean found, String output, SampleTable.Marker table) {}
