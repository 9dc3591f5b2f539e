package dev.emulsion.cli;

import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.jobs.run.Sizes;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints an estimate. */
final class EstimateSummary {

  private EstimateSummary() {}

  static void print(EstimateReport report, PrintWriter out) {
    printInput(report, out);
    printShuffle(report, out);
    printMemory(report.memory(), out);
    out.printf("codec        %s%n", report.codec());
    EstimateReport.Effort effort = report.effort();
    out.printf(
        Locale.ROOT,
        "time         about %s on %s (%,.2f core hours)%n",
        time(effort.seconds()),
        Counts.of(effort.cores(), "core"),
        effort.coreSeconds() / 3600);
    effort.price().ifPresent(cost -> out.printf(Locale.ROOT, "cost         about %,.2f%n", cost));
    report.warnings().forEach(warning -> out.println("warning      " + warning));
  }

  private static void printInput(EstimateReport report, PrintWriter out) {
    EstimateReport.Input input = report.input();
    out.printf(
        "samples      %,d in %s, %s%n",
        input.samples(), Counts.of(input.classes(), "class"), Sizes.text(input.bytes()));
    Summary.line(
        out,
        "ignored",
        input.ignoredFiles(),
        Counts.noSamples(input.ignoredFiles(), input.ignoredKinds()));
    Summary.line(out, "duplicates", input.duplicates(), "excluded");
    PairsSummary.print(report.pairs(), input.samples(), out);
    EstimateReport.Generated generated = report.generated();
    if (generated.listed().found() > 0) {
      Counts.generated(generated.listed(), out);
      out.printf(
          "             %,d used per epoch, %s; %s without a generated image%n",
          generated.used(),
          Sizes.text(generated.bytes()),
          Counts.of(generated.without(), "sample"));
    }
  }

  private static void printBuckets(EstimateReport report, PrintWriter out) {
    EstimateReport.Pairing pairing = report.pairing();
    String copies = Counts.of(pairing.halo(), "image");
    out.printf(
        "buckets      %,d per epoch, of at most %s; %s per epoch%n",
        pairing.buckets(),
        Counts.of(pairing.maxBucketSamples(), "sample"),
        report.pairs().rows() > 0 ? copies + " shuffled as partners" : copies + " shuffled twice");
  }

  private static void printShuffle(EstimateReport report, PrintWriter out) {
    EstimateReport.Pairing pairing = report.pairing();
    EstimateReport.Traffic traffic = report.traffic();
    EstimateReport.Output output = report.output();
    out.printf(
        "rows         %,d: %s, %s per sample%n",
        output.rows(),
        Counts.of(pairing.epochs(), "epoch"),
        Counts.of(pairing.variants(), "variant"));
    printBuckets(report, out);
    out.printf(
        "traffic      %s read, %s shuffled, %s written%n",
        Sizes.text(traffic.readBytes()),
        Sizes.text(traffic.shuffledBytes()),
        Sizes.text(traffic.writtenBytes()));
    out.printf(
        "shards       %s of about %s, %s per row%n",
        Counts.of(output.files(), "file"),
        Sizes.text(output.shardBytes()),
        Sizes.text(output.rowBytes()));
  }

  private static void printMemory(EstimateReport.Memory memory, PrintWriter out) {
    out.printf(
        "memory       per task: %s to sort, %s for a row group, %s of images%n",
        Sizes.text(memory.sortBytes()),
        Sizes.text(memory.rowGroupBytes()),
        Sizes.text(memory.imageBytes()));
    out.printf(
        "             per executor with %d tasks: %s of heap%s%n",
        memory.tasks(),
        Sizes.text(memory.heapBytes()),
        memory.mixingSetBytes() == 0
            ? ""
            : ", including " + Sizes.text(memory.mixingSetBytes()) + " for the mixing set");
    out.printf(
        "             off-heap decode buffers: %s per task, %s at most per executor%n",
        Sizes.text(memory.decoderBytes()), Sizes.text(memory.maxDecoderBytes()));
  }

  /** Such as {@code 45 s}, {@code 12 min} or {@code 3.5 h}. */
  static String time(double seconds) {
    if (seconds < 90) {
      return String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds));
    }
    return seconds < 90 * 60
        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
