package dev.emulsion.cli;

import dev.emulsion.io.run.Manifest;
import java.io.PrintWriter;

/** Prints what became of the rows of {@code pairing.table}. */
final class PairsSummary {

  private PairsSummary() {}

  static void print(Manifest.Pairs pairs, long samples, PrintWriter out) {
    if (pairs.rows() == 0) {
      return;
    }
    out.printf(
        "pairs        %,d of %s of the table, for %,d of %s%n",
        pairs.pairs(), Counts.of(pairs.rows(), "row"), pairs.bases(), Counts.of(samples, "sample"));
    further(out, pairs.duplicated(), "equal to another row; each is used once", null);
    String base = pairs.examples().get("missingBase");
    further(out, pairs.missingBase(), "not used: base_id is no sample of the input", base);
    String partner = pairs.examples().get("missingPartner");
    further(out, pairs.missingPartner(), "not used: partner_id is no sample of the input", partner);
    String self = pairs.examples().get("selfPaired");
    further(out, pairs.selfPaired(), "not used: base and partner are one sample", self);
    further(
        out,
        pairs.unused(),
        "without a turn: their bases have more pairs than rows; raise epochs or pairing.variants",
        null);
  }

  private static void further(PrintWriter out, long count, String what, String example) {
    if (count > 0) {
      String such = example == null ? "" : ", such as " + example;
      out.printf("             %,d %s%s%n", count, what, such);
    }
  }
}
