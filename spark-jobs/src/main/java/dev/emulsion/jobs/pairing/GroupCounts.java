package dev.emulsion.jobs.pairing;

import dev.emulsion.io.source.IndexRow;
import dev.emulsion.jobs.census.Census;
import dev.emulsion.jobs.census.Inputs;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.ring.PairingRules;
import dev.emulsion.ring.RingPartitioner;
import dev.emulsion.spark.LocalRows;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts the samples of each group and class. */
public final class GroupCounts {

  private GroupCounts() {}

  /** The rules of a recipe for these inputs; counts the samples of each group, if there are any. */
  public static PairingRules rules(Recipe recipe, Inputs inputs) {
    Census census = inputs.census();
    return recipe.pairing().groups() == 1
        ? PairingRules.of(recipe, census.counts())
        : PairingRules.of(recipe, of(inputs.index(), census, recipe));
  }

  /**
   * For each group the samples of each class.
   *
   * @param index rows of {@link dev.emulsion.io.source.Samples#INDEX}
   */
  private static long[][] of(Dataset<Row> index, Census census, Recipe recipe) {
    int groups = recipe.pairing().groups();
    RingPartitioner partitioner =
        new RingPartitioner(recipe.pairing().labels(), groups, groups, census.counts());
    long[][] counts = new long[groups][census.classes().size()];
    for (long[][] part :
        LocalRows.parts(index, rows -> part(rows, census, partitioner, groups), long[][].class)) {
      for (int group = 0; group < groups; group++) {
        for (int label = 0; label < counts[group].length; label++) {
          counts[group][label] += part[group][label];
        }
      }
    }
    return counts;
  }

  private static long[][] part(
      Iterator<Row> rows, Census census, RingPartitioner partitioner, int groups) {
    long[][] counts = new long[groups][census.classes().size()];
    while (rows.hasNext()) {
      IndexRow sample = IndexRow.of(rows.next());
      if (census.repeated().uses(sample)) {
        int group = partitioner.group(SampleKey.of(sample.id()));
        counts[group][census.labels().read(sample).main()]++;
      }
    }
    return counts;
  }
}
