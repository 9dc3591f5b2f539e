/**
 * Side inputs of the samples: attention maps, generated images and the mixing set, matched by ids
 * and drawn per epoch.
 *
 * <p>Read {@link dev.emulsion.jobs.sideinput.SideInputs} first. On the driver it matches an index
 * with the generated images; rows of the result are read with {@link
 * dev.emulsion.jobs.sideinput.MatchedRow}, and {@link dev.emulsion.jobs.sideinput.ExpansionRule}
 * counts what becomes of them. For each epoch {@link dev.emulsion.pipeline.SideInputDraws} decides
 * from ids alone which images are used. These travel as {@link
 * dev.emulsion.jobs.sideinput.SideInputRow}s to the task of their sample, where {@link
 * dev.emulsion.jobs.sideinput.SideInputCollector} joins them to an {@link
 * dev.emulsion.pipeline.EncodedSample}. A small mixing set is broadcast instead, as {@link
 * dev.emulsion.pipeline.BroadcastImages}. {@link dev.emulsion.jobs.sideinput.AttentionSetup} says
 * where tasks get attention from.
 *
 * <p>Depends on {@code io} and below; knows neither the census nor the ring.
 */
package dev.emulsion.jobs.sideinput;
