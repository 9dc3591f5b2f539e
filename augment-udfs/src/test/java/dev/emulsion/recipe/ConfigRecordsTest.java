package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.DecodeLimits;
import dev.emulsion.image.DecodeOptions;
import dev.emulsion.image.DecodeOptions.Codec;
import dev.emulsion.image.DecodeOptions.Orientation;
import dev.emulsion.image.DecodeOptions.Truncated;
import dev.emulsion.label.Label;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each section twice: its defaults, and every key set to another value. */
class ConfigRecordsTest {

  @Test
  void inputDefaults() {
    assertThat(load("").input())
        .isEqualTo(
            new InputConfig(
                InputConfig.Format.IMAGE_FOLDER,
                "in",
                new InputConfig.Columns(Optional.empty(), Optional.empty(), Optional.empty()),
                InputConfig.Ids.AUTO,
                InputConfig.Duplicates.FAIL,
                InputConfig.Check.PIXELS,
                Optional.empty()));
  }

  @Test
  void inputWithEveryKey() {
    String yaml =
        """
        input:
          format: parquet
          path: table
          columns: {id: key, image: photo, label: class}
          ids: stem
          duplicates: first
          check: header
          partitions: 7
        output: {path: out}
        """;
    assertThat(RecipeLoader.parse("r", yaml, List.of()).input())
        .isEqualTo(
            new InputConfig(
                InputConfig.Format.PARQUET,
                "table",
                new InputConfig.Columns(
                    Optional.of("key"), Optional.of("photo"), Optional.of("class")),
                InputConfig.Ids.STEM,
                InputConfig.Duplicates.FIRST,
                InputConfig.Check.HEADER,
                Optional.of(7)));
  }

  @Test
  void decodeDefaults() {
    assertThat(load("").decode())
        .isEqualTo(
            new DecodeOptions(
                Codec.AUTO,
                Orientation.IGNORE,
                Truncated.REFUSE,
                new DecodeLimits(64 * 1024 * 1024, 16_384, 64_000_000)));
  }

  @Test
  void decodeWithEveryKey() {
    String yaml =
        """
        decode:
          codec: jdk
          orientation: apply
          truncated: tolerate
          max-bytes: 8MB
          max-side: 4096
          max-pixels: 1000000
        """;
    assertThat(load(yaml).decode())
        .isEqualTo(
            new DecodeOptions(
                Codec.JDK,
                Orientation.APPLY,
                Truncated.TOLERATE,
                new DecodeLimits(8_000_000, 4096, 1_000_000)));
  }

  @Test
  void pairingDefaults() {
    assertThat(load("").pairing())
        .isEqualTo(
            new PairingConfig(
                PairingConfig.Labels.ANY, 1, Optional.empty(), PairingConfig.OnNoPartner.KEEP));
  }

  @Test
  void pairingWithEveryKey() {
    String yaml = "pairing: {labels: different, variants: 3, buckets: 64, on-no-partner: drop}";
    assertThat(load(yaml).pairing())
        .isEqualTo(
            new PairingConfig(
                PairingConfig.Labels.DIFFERENT,
                3,
                Optional.of(64),
                PairingConfig.OnNoPartner.DROP));
  }

  @Test
  void labelsDefaults() {
    assertThat(load("").labels())
        .isEqualTo(new LabelsConfig(Optional.empty(), 0, true, Optional.empty()));
  }

  @Test
  void labelsWithEveryKey() {
    assertThat(load("labels: {kind: multi, smoothing: 0.1, dense: false, classes: 1000}").labels())
        .isEqualTo(new LabelsConfig(Optional.of(Label.Kind.MULTI), 0.1, false, Optional.of(1000)));
  }

  @Test
  void outputDefaults() {
    assertThat(load("").output())
        .isEqualTo(
            new OutputConfig(
                "out",
                OutputConfig.Profile.RAW,
                OutputConfig.Dtype.UINT8,
                OutputConfig.Layout.CHW,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                256 * 1024 * 1024,
                64 * 1024 * 1024,
                OutputConfig.Compression.NONE,
                OutputConfig.Plans.WRITE,
                Optional.empty()));
  }

  @Test
  void outputWithEveryKey() {
    String yaml =
        """
        input: {path: in}
        output:
          path: shards
          profile: raw
          dtype: float16
          layout: hwc
          mean: [0, 0.25, 0.5]
          std: [1, 2, 3]
          shard-size: 1GiB
          row-group-size: 2MB
          compression: zstd
          plans: omit
          slices: 3
        """;
    assertThat(RecipeLoader.parse("r", yaml, List.of()).output())
        .isEqualTo(
            new OutputConfig(
                "shards",
                OutputConfig.Profile.RAW,
                OutputConfig.Dtype.FLOAT16,
                OutputConfig.Layout.HWC,
                List.of(0.0, 0.25, 0.5),
                List.of(1.0, 2.0, 3.0),
                1024 * 1024 * 1024,
                2_000_000,
                OutputConfig.Compression.ZSTD,
                OutputConfig.Plans.OMIT,
                Optional.of(3)));
  }

  @Test
  void quarantineDefaults() {
    assertThat(load("").quarantine()).isEqualTo(new QuarantineConfig(0.01));
  }

  @Test
  void quarantineWithEveryKey() {
    assertThat(load("quarantine: {max-fraction: 0.5}").quarantine())
        .isEqualTo(new QuarantineConfig(0.5));
  }

  @Test
  void theRecipesOwnKeys() {
    assertThat(load("seed: -5\nepochs: 4").seed()).isEqualTo(-5);
    assertThat(load("seed: -5\nepochs: 4").epochs()).isEqualTo(4);
  }

  private static Recipe load(String yaml) {
    return RecipeLoader.parse(
        "r", yaml.isEmpty() ? "{}" : yaml, List.of("input.path=in", "output.path=out"));
  }
}
