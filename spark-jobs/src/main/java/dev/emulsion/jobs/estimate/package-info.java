/**
 * {@code emulsion estimate}: how large will a run be?
 *
 * <p>{@link dev.emulsion.jobs.estimate.EstimateJob} takes {@code Measurements} with Spark: census,
 * {@code BucketHistogram} and {@code RowSizeProbe}. The {@code Estimator} extrapolates them to the
 * {@link dev.emulsion.jobs.estimate.EstimateReport} without Spark, with {@code CostModel} for the
 * time and {@code EstimateWarnings} for advice.
 */
package dev.emulsion.jobs.estimate;
