package dev.emulsion.jobs;

import dev.emulsion.io.Manifest;
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
    long due = epoch.emitted() * recipe.pairing().variants();
    findings.require(
        epoch.rows() == due,
        where + "rows must be emitted samples times variants, " + due + ", were " + epoch.rows());
    sum(where + "methods", epoch.methods(), "rows", epoch.rows());
    sum(where + "reasons", epoch.reasons(), "quarantined", epoch.quarantined());
  }

  private void sum(String parts, Map<String, Long> counts, String whole, long count) {
    long sum = counts.values().stream().mapToLong(n -> n).sum();
    findings.require(
        sum == count, parts + " must add up to " + whole + ", " + count + ", but give " + sum);
  }
}
