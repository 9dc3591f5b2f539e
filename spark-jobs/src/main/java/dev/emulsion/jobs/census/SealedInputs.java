package dev.emulsion.jobs.census;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.io.side.ImageSet;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.sideinput.SideInputs;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * The inputs of a sealed run, opened again to read some of its images. No census is taken: classes
 * and counts are in the run's manifest.
 *
 * @param duplicates which of several samples with one id the run used
 * @param differ whether the inputs are known to differ from those that the run read
 */
public record SealedInputs(
    Samples samples,
    Optional<GeneratedImages> generated,
    Optional<ImageSet> mixingSet,
    Duplicates duplicates,
    boolean differ)
    implements AutoCloseable {

  /**
   * Opens the inputs without comparing them to those that the run read. Searches for duplicates
   * only if the manifest says that there are any.
   *
   * @throws dev.emulsion.ConfigException if something does not exist any more
   */
  public static SealedInputs open(SparkSession spark, Recipe recipe, Manifest manifest) {
    return open(spark, recipe, manifest, false);
  }

  /**
   * Opens the inputs and compares their digests to those in the manifest. Attention maps are not
   * compared, since images do not depend on them.
   *
   * @throws dev.emulsion.ConfigException if something does not exist any more
   * @throws dev.emulsion.DataException if ids or keys repeat that must not
   */
  public static SealedInputs openAndCompare(SparkSession spark, Recipe recipe, Manifest manifest) {
    return open(spark, recipe, manifest, true);
  }

  private static SealedInputs open(
      SparkSession spark, Recipe recipe, Manifest manifest, boolean compare) {
    Samples samples = Samples.open(spark, recipe);
    SealedInputs opened = new SealedInputs(samples, Optional.empty(), Optional.empty());
    try {
      opened =
          new SealedInputs(samples, SideInputs.generatedImages(spark, recipe), Optional.empty());
      opened = new SealedInputs(samples, opened.generated, SideInputs.mixingSet(spark, recipe));
      boolean differ = compare && opened.differ(recipe, manifest.input());
      return differ || manifest.input().duplicates() > 0
          ? opened.with(Duplicates.find(samples, samples.index(), recipe.input()), differ)
          : opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private SealedInputs(
      Samples samples, Optional<GeneratedImages> generated, Optional<ImageSet> mixingSet) {
    this(samples, generated, mixingSet, Duplicates.NONE, false);
  }

  private SealedInputs with(Duplicates found, boolean changed) {
    return new SealedInputs(samples, generated, mixingSet, found, changed);
  }

  private boolean differ(Recipe recipe, Manifest.Input input) {
    Map<String, String> digests = new TreeMap<>();
    generated.ifPresent(
        images ->
            digests.put("generated", SideInputs.digest(images, recipe.generated().orElseThrow())));
    mixingSet.ifPresent(set -> digests.put("mixing-set", set.digest()));
    String index = ContentDigest.hex(Census.inputDigest(samples.index()));
    return !index.equals(input.digest())
        || !input.sideInputs().entrySet().containsAll(digests.entrySet());
  }

  /** Releases what is cached. */
  @Override
  public void close() {
    samples.close();
    generated.ifPresent(GeneratedImages::close);
    mixingSet.ifPresent(ImageSet::close);
  }
}
