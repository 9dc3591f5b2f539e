package dev.emulsion.jobs.fractals;

import dev.emulsion.io.side.FractalTable;
import java.time.Duration;

/**
 * The result of {@code emulsion fractals}.
 *
 * @param found whether the set was finished before and nothing was written
 * @param output path of the set
 * @param took zero if the set was found
 */
public record FractalReport(boolean found, String output, FractalTable.Marker set, Duration took) {}
