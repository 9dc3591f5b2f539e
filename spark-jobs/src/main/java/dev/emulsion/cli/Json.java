package dev.emulsion.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.jobs.replay.ReplayReport;
import dev.emulsion.jobs.replay.ReplayReport.Difference;
import dev.emulsion.jobs.replay.ReplayReport.PixelPosition;
import dev.emulsion.jobs.verify.Problem;
import dev.emulsion.jobs.verify.VerifyReport;
import java.util.Locale;
import java.util.Map;

/** Reports for programs. {@code docs/verification.md} lists every key. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** What {@code verify --json} prints. */
  static String of(VerifyReport report) {
    Manifest manifest = report.manifest();
    ObjectNode json = MAPPER.createObjectNode();
    json.put("output", report.output());
    json.put("sound", report.isSound());
    json.put("form", name(report.form()));
    json.put("runId", manifest.runId());
    json.put("version", manifest.version());
    json.put("contentDigest", manifest.contentDigest());
    json.put("samples", manifest.input().samples());
    json.put("duplicates", manifest.input().duplicates());
    json.put("withoutGenerated", manifest.input().withoutGenerated());
    ArrayNode epochs = json.putArray("epochs");
    manifest.epochs().forEach(epoch -> epochs.add(epoch(epoch)));
    ArrayNode problems = json.putArray("problems");
    for (Problem problem : report.problems()) {
      problems.addObject().put("check", name(problem.check())).put("message", problem.message());
    }
    json.set("replay", report.replay().map(Json::node).orElse(null));
    json.put("notReplayed", report.notReplayed().orElse(null));
    return json.toPrettyString();
  }

  /** What {@code replay --json} prints. */
  static String of(ReplayReport report) {
    return node(report).toPrettyString();
  }

  /** What {@code plan --json} prints. */
  static String of(EstimateReport plan) {
    ObjectNode json = MAPPER.createObjectNode();
    json.putObject("input")
        .put("path", plan.input().path())
        .put("samples", plan.input().samples())
        .put("classes", plan.input().classes())
        .put("duplicates", plan.input().duplicates())
        .put("ignoredFiles", plan.input().ignoredFiles())
        .put("bytes", plan.input().bytes());
    json.putObject("generated")
        .put("found", plan.generated().listed().found())
        .put("matched", plan.generated().listed().matched())
        .put("orphaned", plan.generated().listed().orphaned())
        .put("unusedPrompt", plan.generated().listed().unusedPrompt())
        .put("duplicates", plan.generated().listed().duplicates())
        .put("ignoredFiles", plan.generated().listed().ignoredFiles())
        .put("without", plan.generated().without())
        .put("used", plan.generated().used())
        .put("bytes", plan.generated().bytes());
    json.putObject("pairing")
        .put("epochs", plan.pairing().epochs())
        .put("variants", plan.pairing().variants())
        .put("buckets", plan.pairing().buckets())
        .put("samplesInLargest", plan.pairing().samplesInLargest())
        .put("halo", plan.pairing().halo())
        .put("unpaired", plan.pairing().unpaired());
    json.putObject("traffic")
        .put("read", plan.traffic().read())
        .put("shuffled", plan.traffic().shuffled())
        .put("written", plan.traffic().written());
    json.putObject("output")
        .put("path", plan.output().path())
        .put("rows", plan.output().rows())
        .put("files", plan.output().files())
        .put("rowBytes", plan.output().rowBytes())
        .put("shardBytes", plan.output().shardBytes());
    json.putObject("memory")
        .put("sort", plan.memory().sort())
        .put("rowGroup", plan.memory().rowGroup())
        .put("images", plan.memory().images())
        .put("decoder", plan.memory().decoder())
        .put("decodersAtMost", plan.memory().decodersAtMost())
        .put("mixingSet", plan.memory().mixingSet())
        .put("cores", plan.memory().cores())
        .put("heap", plan.memory().heap());
    json.putObject("effort")
        .put("coreSeconds", plan.effort().coreSeconds())
        .put("cores", plan.effort().cores())
        .put("seconds", plan.effort().seconds())
        .put("price", plan.effort().price().orElse(null));
    plan.warnings().forEach(json.putArray("warnings")::add);
    return json.toPrettyString();
  }

  private static ObjectNode epoch(Manifest.Epoch epoch) {
    return MAPPER
        .createObjectNode()
        .put("epoch", epoch.epoch())
        .put("emitted", epoch.emitted())
        .put("quarantined", epoch.quarantined())
        .put("rows", epoch.rows())
        .put("joined", epoch.generated().joined())
        .put("rejected", sum(epoch.generated().rejected()))
        .put("lost", epoch.generated().lost())
        .put("files", epoch.files().size())
        .put("bytes", epoch.files().stream().mapToLong(Manifest.File::bytes).sum())
        .put("contentDigest", epoch.contentDigest());
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(n -> n).sum();
  }

  private static ObjectNode node(ReplayReport report) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("output", report.output());
    json.put("input", report.input());
    json.put("inputChanged", report.inputChanged());
    json.put("identical", report.isIdentical());
    json.put("rows", report.rows());
    json.put("differing", report.differing());
    ArrayNode differences = json.putArray("differences");
    report.differences().forEach(difference -> differences.add(node(difference)));
    return json;
  }

  private static ObjectNode node(Difference difference) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("rowId", difference.rowId());
    json.put("kind", name(difference.kind()));
    json.put("message", difference.message());
    json.set("place", difference.place().map(Json::node).orElse(null));
    return json;
  }

  private static ObjectNode node(PixelPosition place) {
    return MAPPER
        .createObjectNode()
        .put("row", place.row())
        .put("column", place.column())
        .put("channel", place.channel())
        .put("stored", place.stored())
        .put("repainted", place.repainted())
        .put("pixels", place.pixels())
        .put("of", place.of());
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
