package dev.emulsion.jobs.fractals;

import dev.emulsion.io.side.FractalTable;
import java.time.Duration;

/**
 * What the making of a set came to.
 *
 * @param found whether the set was finished before and nothing was written
 * @param output where the set is
 * @param took zero if it was found
 */
public record FractalReport(boolean found, String output, FractalTable.Marker set, Duration took) {}
