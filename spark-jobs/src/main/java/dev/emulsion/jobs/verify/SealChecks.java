package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Whether the numbers of {@code manifest.json} agree with each other. Reads nothing else. */
final class SealChecks {

  private final Manifest manifest;
  private final Recipe recipe;
  private final Findings findings = new Findings(Problem.Check.SEAL);

  private SealChecks(Manifest manifest, Recipe recipe) {
    this.manifest = manifest;
    this.recipe = recipe;
  }

  static List<Problem> of(Manifest manifest, Recipe recipe) {
    return new SealChecks(manifest, recipe).check();
  }

  private List<Problem> check() {
    findings.require(
        manifest.epochs().size() == recipe.epochs(),
        "manifest.json has " + manifest.epochs().size() + " epochs, the recipe " + recipe.epochs());
    listing();
    BigInteger digest = BigInteger.ZERO;
    for (Manifest.Epoch epoch : manifest.epochs()) {
      digest = ContentDigest.sum(digest, new BigInteger(epoch.contentDigest(), 16));
      check(epoch);
    }
    findings.require(
        ContentDigest.hex(digest).equals(manifest.contentDigest()),
        "manifest.json: contentDigest is not the sum of the epochs'");
    return findings.problems();
  }

  private void check(Manifest.Epoch epoch) {
    String where = "manifest.json, epoch " + epoch.epoch() + ": ";
    long samples = manifest.input().samples();
    findings.require(
        epoch.emitted() + epoch.quarantined() == samples,
        where
            + "emitted and quarantined must be the "
            + samples
            + " samples, were "
            + epoch.emitted()
            + " and "
            + epoch.quarantined());
    rows(where, epoch);
    sum(where + "methods", epoch.methods(), "rows", epoch.rows());
    sum(where + "reasons", epoch.reasons(), "quarantined", epoch.quarantined());
  }

  /** Without generated images a sample is as many rows as there are variants. */
  private void rows(String where, Manifest.Epoch epoch) {
    int variants = recipe.pairing().variants();
    if (recipe.generated().isEmpty()) {
      long due = epoch.emitted() * variants;
      findings.require(
          epoch.rows() == due,
          where + "rows must be emitted samples times variants, " + due + ", were " + epoch.rows());
      return;
    }
    Manifest.GeneratedUse images = epoch.generated();
    long min = images.joined() * variants;
    long max =
        min
            + (originals() == Originals.EXCLUDE && everySampleIsJoined()
                ? 0
                : epoch.emitted() * variants);
    findings.require(
        epoch.rows() >= min && epoch.rows() <= max,
        where
            + "rows must be joined images times variants, and samples themselves where they are"
            + " kept, "
            + min
            + " to "
            + max
            + ", were "
            + epoch.rows());
    long rejected = images.rejected().values().stream().mapToLong(n -> n).sum();
    findings.require(
        images.used() == images.joined() + rejected + images.lost() && images.lost() >= 0,
        where
            + "used generated images must be those joined, rejected and lost, "
            + images.used()
            + ", were "
            + images.joined()
            + ", "
            + rejected
            + " and "
            + images.lost());
  }

  private Originals originals() {
    return recipe.generated().orElseThrow().originals();
  }

  private boolean everySampleIsJoined() {
    return recipe.generated().orElseThrow().missing() != OnMissing.ORIGINAL;
  }

  private void listing() {
    Manifest.Generated listed = manifest.input().generated();
    long sum = listed.matched() + listed.orphaned() + listed.unusedPrompt() + listed.duplicates();
    findings.require(
        listed.found() == sum && listed.orphaned() >= 0,
        "manifest.json: found generated images must be those matched, orphaned, unasked and"
            + " duplicates, "
            + listed.found()
            + ", were "
            + sum);
  }

  private void sum(String parts, Map<String, Long> counts, String whole, long count) {
    long sum = counts.values().stream().mapToLong(n -> n).sum();
    findings.require(
        sum == count, parts + " must add up to " + whole + ", " + count + ", but give " + sum);
  }
}
