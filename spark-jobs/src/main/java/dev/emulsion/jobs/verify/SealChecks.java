package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.GeneratedConfig.OnMissing;
import dev.emulsion.recipe.GeneratedConfig.Originals;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ContentDigest;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Checks that the numbers in {@code manifest.json} agree with each other. Reads no other file. */
final class SealChecks {

  private final Manifest manifest;
  private final Recipe recipe;
  private final Findings findings = new Findings(Problem.Check.SEAL);

  private SealChecks(Manifest manifest, Recipe recipe) {
    this.manifest = manifest;
    this.recipe = recipe;
  }

  static List<Problem> check(Manifest manifest, Recipe recipe) {
    SealChecks checks = new SealChecks(manifest, recipe);
    checks.findings.expect(
        manifest.matchesItsDigest(),
        "manifest.json was edited: its sealDigest is not the SHA-256 of the rest");
    checks.checkEpochCount();
    checks.checkGeneratedCounts();
    checks.checkPairCounts();
    manifest.epochs().forEach(checks::checkEpoch);
    checks.checkDigest();
    return checks.findings.problems();
  }

  private void checkEpochCount() {
    findings.expect(
        manifest.epochs().size() == recipe.epochs(),
        "manifest.json must list %d epochs, as the recipe does, was %d",
        recipe.epochs(),
        manifest.epochs().size());
  }

  /** Every generated image that was found is counted once. */
  private void checkGeneratedCounts() {
    Manifest.Generated generated = manifest.input().generated();
    long sum =
        generated.matched()
            + generated.orphaned()
            + generated.unusedPrompt()
            + generated.duplicates();
    findings.expect(
        generated.found() == sum && generated.orphaned() >= 0,
        "manifest.json: matched, orphaned, unused-prompt and duplicate generated images must add"
            + " up to the %d found, was %d",
        generated.found(),
        sum);
  }

  /** Every row of the table of pairs is counted once. */
  private void checkPairCounts() {
    Manifest.Pairs pairs = manifest.input().pairs();
    long sum =
        pairs.pairs()
            + pairs.duplicated()
            + pairs.missingBase()
            + pairs.missingPartner()
            + pairs.selfPaired();
    findings.expect(
        pairs.rows() == sum,
        "manifest.json: pairs and the rows that are not used must add up to the %d rows of"
            + " pairing.table, was %d",
        pairs.rows(),
        sum);
  }

  private void checkEpoch(Manifest.Epoch epoch) {
    String where = "manifest.json, epoch " + epoch.epoch();
    long samples = manifest.input().samples();
    findings.expect(
        epoch.emitted() + epoch.quarantined() == samples,
        "%s: emitted plus quarantined must be the %d samples of the input, was %d + %d",
        where,
        samples,
        epoch.emitted(),
        epoch.quarantined());
    checkRowCount(where, epoch);
    checkSum(where, "methods", epoch.methods(), "rows", epoch.rows());
    checkSum(where, "reasons", epoch.reasons(), "quarantined", epoch.quarantined());
  }

  private void checkRowCount(String where, Manifest.Epoch epoch) {
    int variants = recipe.pairing().variants();
    if (recipe.generated().isEmpty()) {
      long expected = epoch.emitted() * variants;
      findings.expect(
          epoch.rows() == expected,
          "%s: rows must be emitted samples times variants, %d, was %d",
          where,
          expected,
          epoch.rows());
      return;
    }
    Manifest.GeneratedUse use = epoch.generated();
    long min = use.joined() * variants;
    long max = min + (onlyJoined(recipe.generated().get()) ? 0 : epoch.emitted() * variants);
    findings.expect(
        epoch.rows() >= min && epoch.rows() <= max,
        "%s: rows must be joined images, plus samples that are emitted unjoined, times variants,"
            + " %d to %d, was %d",
        where,
        min,
        max,
        epoch.rows());
    long rejected = sum(use.rejected());
    findings.expect(
        use.used() == use.joined() + rejected + use.lost() && use.lost() >= 0,
        "%s: joined, rejected and lost generated images must add up to the %d used, was %d + %d +"
            + " %d",
        where,
        use.used(),
        use.joined(),
        rejected,
        use.lost());
  }

  /** Whether every row is made with a generated image. */
  private static boolean onlyJoined(GeneratedConfig config) {
    return config.originals() == Originals.EXCLUDE && config.missing() != OnMissing.ORIGINAL;
  }

  private void checkSum(
      String where, String parts, Map<String, Long> counts, String whole, long expected) {
    long sum = sum(counts);
    findings.expect(
        sum == expected,
        "%s: %s must add up to %s, %d, was %d",
        where,
        parts,
        whole,
        expected,
        sum);
  }

  private void checkDigest() {
    BigInteger digest = BigInteger.ZERO;
    for (Manifest.Epoch epoch : manifest.epochs()) {
      digest = ContentDigest.sum(digest, new BigInteger(epoch.contentDigest(), 16));
    }
    String sum = ContentDigest.hex(digest);
    findings.expect(
        sum.equals(manifest.contentDigest()),
        "manifest.json: contentDigest must be the sum of the epochs' digests, %s, was %s",
        sum,
        manifest.contentDigest());
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(n -> n).sum();
  }
}
