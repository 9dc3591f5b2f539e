package dev.emulsion.jobs.verify;

import dev.emulsion.io.run.Manifest;
import java.util.List;
import java.util.Map;

/** A consistent manifest of a small run: 10 samples, 9 emitted, 1 quarantined, 18 rows. */
final class Manifests {

  static final String DIGEST = "0000000000000000000000000000002a";
  static final String ID_DIGEST = "00000000000000000000000000000007";
  static final String QUARANTINE_DIGEST = "00000000000000000000000000000003";

  static final Manifest.Epoch EPOCH =
      new Manifest.Epoch(
          0,
          18,
          9,
          1,
          12,
          0,
          Map.of("cutmix", 18L),
          Map.of("EMPTY", 1L),
          new Manifest.GeneratedUse(0, 0, Map.of(), 0),
          Manifest.Decoding.NONE,
          QUARANTINE_DIGEST,
          DIGEST,
          List.of(new Manifest.File("epoch=0/part-0.parquet", 100)));

  private Manifests() {}

  static Manifest.Input input(Manifest.Generated generated) {
    return new Manifest.Input(
        10, 2, 3, 0, Map.of(), DIGEST, ID_DIGEST, Map.of(), 0, generated, Manifest.Pairs.NONE);
  }

  static Manifest.Input input() {
    return input(Manifest.Generated.NONE);
  }

  static Manifest manifest(Manifest.Input input, Manifest.Epoch epoch, String digest) {
    return new Manifest(
            "run", "1", "3.5", "jdk", 1, Map.of(), input, List.of(epoch), digest, "", "")
        .sealed();
  }

  static Manifest.Epoch epoch(long rows, long emitted, Manifest.GeneratedUse use) {
    return new Manifest.Epoch(
        0,
        rows,
        emitted,
        1,
        12,
        0,
        Map.of("cutmix", rows),
        Map.of("EMPTY", 1L),
        use,
        Manifest.Decoding.NONE,
        QUARANTINE_DIGEST,
        DIGEST,
        EPOCH.files());
  }
}
