/**
 * Benchmark programs, started by the scripts in {@code integration-tests/bench}; these are not
 * tests.
 *
 * <p>{@link dev.emulsion.bench.CutImages} makes the images to measure with; {@link
 * dev.emulsion.bench.Throughput} compares the job with {@link dev.emulsion.bench.BareDecoding}.
 */
package dev.emulsion.bench;
