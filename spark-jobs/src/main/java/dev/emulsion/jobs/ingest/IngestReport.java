package dev.emulsion.jobs.ingest;

import dev.emulsion.io.source.SampleTable;
import java.util.Optional;

/**
 * The result of an ingest.
 *
 * @param found whether the table was finished before and nothing was written
 * @param output path of the table
 * @param classOrder how indices follow from names, if that is worth a line
 */
public record IngestReport(
    boolean found, String output, SampleTable.Marker table, Optional<String> classOrder) {}
