package dev.emulsion.jobs.sideinput;

import dev.emulsion.io.side.GeneratedIndexRow;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.Recipe;
import java.io.Serializable;
import java.util.List;

/**
 * How many members each sample becomes before mixing.
 *
 * @param blends whether the recipe blends samples with generated images
 * @param max number of generated images that an epoch uses of one sample
 * @param keepsOriginal whether a sample that has generated images is a member itself, too
 * @param keepsUnmatched whether a sample without generated images is a member
 */
public record ExpansionRule(boolean blends, int max, boolean keepsOriginal, boolean keepsUnmatched)
    implements Serializable {

  /** Every sample is one member. */
  public static final ExpansionRule NONE = new ExpansionRule(false, 0, false, true);

  public static ExpansionRule of(Recipe recipe) {
    return recipe
        .generated()
        .map(
            config ->
                new ExpansionRule(
                    true,
                    config.perSample().orElse(Integer.MAX_VALUE),
                    config.originals() == Originals.INCLUDE,
                    config.missing() == OnMissing.ORIGINAL))
        .orElse(NONE);
  }

  /** The counts of one sample that has these generated images. */
  public GeneratedCounts counts(List<GeneratedIndexRow> images) {
    int matched = images.size();
    if (matched == 0) {
      return new GeneratedCounts(blends ? 1 : 0, 0, 0, keepsUnmatched ? 1 : 0, 0);
    }
    int used = Math.min(matched, max);
    long bytes = images.stream().mapToLong(GeneratedIndexRow::bytes).sum();
    return new GeneratedCounts(
        0, matched, used, used + (keepsOriginal ? 1 : 0), bytes * used / matched);
  }
}
