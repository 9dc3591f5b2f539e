package dev.emulsion.pipeline;

/**
 * The outcome of preparing a sample: images ready to be mixed, or the reason why there are none.
 */
public sealed interface Preparation permits PreparedSample, RejectedSample {}
