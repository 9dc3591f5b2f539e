package dev.emulsion.jobs.pipeline;

import dev.emulsion.label.Label;
import java.util.List;

/**
 * A sample that was decoded and transformed. Without generated images it has one member; a sample
 * that is blended with generated images has one member per usable generated image, and its own
 * image too where the recipe includes originals.
 *
 * @param members images to be mixed, in the order of their rows; empty if no generated image was
 *     usable
 * @param joined how many of the members were blended with a generated image
 * @param rejected generated images that cannot be used
 */
public record PreparedSample(
    String id, Label label, List<MixInput> members, int joined, List<RejectedSample> rejected)
    implements Preparation {}
