package dev.emulsion.jobs.augment;

import dev.emulsion.io.run.Manifest;
import dev.emulsion.jobs.census.Census;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The result of a run.
 *
 * @param classes number of classes
 * @param classOrder how indices follow from names, if that is worth a line
 * @param rows written, over all epochs
 * @param decoding files that are not read, over all epochs; notes of the epoch that has most;
 *     images by codec, over all epochs
 */
public record AugmentReport(
    Outcome outcome,
    String output,
    int classes,
    Optional<String> classOrder,
    Manifest manifest,
    long rows,
    Map<String, Long> methods,
    Map<String, Long> reasons,
    Manifest.Decoding decoding,
    long unpaired) {

  /** Whether this call did the work. */
  public enum Outcome {
    WRITTEN,
    /** The run was finished before, and nothing was written. */
    FOUND
  }

  static AugmentReport of(String output, Census census, Manifest manifest, Outcome outcome) {
    Map<String, Long> methods = new TreeMap<>();
    Map<String, Long> reasons = new TreeMap<>();
    Map<String, Long> notes = new TreeMap<>();
    Map<String, Long> unsupported = new TreeMap<>();
    Map<String, Long> codecs = new TreeMap<>();
    long rows = 0;
    long unpaired = 0;
    for (Manifest.Epoch epoch : manifest.epochs()) {
      epoch.methods().forEach((method, n) -> methods.merge(method, n, Long::sum));
      epoch.reasons().forEach((reason, n) -> reasons.merge(reason, n, Long::sum));
      // every epoch reads the same images
      epoch.decoding().notes().forEach((note, n) -> notes.merge(note, n, Long::max));
      epoch.decoding().unsupported().forEach((kind, n) -> unsupported.merge(kind, n, Long::sum));
      epoch.decoding().codecs().forEach((codec, n) -> codecs.merge(codec, n, Long::sum));
      rows += epoch.rows();
      unpaired += epoch.unpaired();
    }
    return new AugmentReport(
        outcome,
        output,
        census.classes().size(),
        census.classList().orderNote(),
        manifest,
        rows,
        methods,
        reasons,
        new Manifest.Decoding(notes, unsupported, codecs),
        unpaired);
  }
}
