/**
 * Programs that measure, started by the scripts in {@code integration-tests/bench}; no tests.
 *
 * <p>{@link dev.emulsion.bench.CutPhotos} makes photos to measure with; {@link
 * dev.emulsion.bench.Throughput} compares the job with {@link dev.emulsion.bench.BareDecoding}.
 */
package dev.emulsion.bench;
