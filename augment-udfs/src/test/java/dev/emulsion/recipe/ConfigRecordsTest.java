package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.attention.ModelSpec.Engine;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.DecodeOptions.Animated;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.SixteenBit;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodec.Subsampling;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.AttentionConfig.MapTable;
import dev.emulsion.recipe.AttentionConfig.MapTable.OnMissing;
import dev.emulsion.recipe.OutputConfig.Profile;
import dev.emulsion.recipe.PairingConfig.PairTable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each section twice: its defaults, and every key set to another value. */
class ConfigRecordsTest {

  private static final String SHA256 = "0123456789abcdef".repeat(4);

  @Test
  void inputDefaults() {
    assertThat(load("").input())
        .isEqualTo(
            new InputConfig(
                InputConfig.Format.IMAGE_FOLDER,
                "in",
                new InputConfig.Columns(Optional.empty(), Optional.empty(), Optional.empty()),
                InputConfig.Ids.AUTO,
                InputConfig.Keys.AUTO,
                InputConfig.Duplicates.FAIL,
                Optional.empty(),
                InputConfig.Splits.ASK,
                InputConfig.Check.DECODE,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void inputWithEveryKey() {
    String yaml =
        """
        input:
          format: parquet
          path: table
          columns: {id: key, image: image, label: class}
          ids: stem
          duplicates: first
          split: train
          splits: ask
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
                    Optional.of("key"), Optional.of("image"), Optional.of("class")),
                InputConfig.Ids.STEM,
                InputConfig.Keys.AUTO,
                InputConfig.Duplicates.FIRST,
                Optional.of("train"),
                InputConfig.Splits.ASK,
                InputConfig.Check.HEADER,
                Optional.of(7),
                Optional.empty()));
  }

  @Test
  void versionsAreOfTables() {
    String table =
        """
        input: {format: table, path: photos.cats, version: 3}
        output: {path: out}
        """;
    assertThat(RecipeLoader.parse("r", table, List.of()).input().version()).hasValue("3");
    assertThatThrownBy(
            () -> RecipeLoader.parse("r", table.replace("format: table, ", ""), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("version is for format table only; remove it");
  }

  @Test
  void aTableOfTheCatalogIsOfParquet() {
    String recipe =
        """
        input: {path: in}
        output:
          path: out
          catalog: {table: lake.train.augmented, format: iceberg}
        """;
    OutputConfig output = RecipeLoader.parse("r", recipe, List.of()).output();
    assertThat(output.catalog())
        .hasValue(
            new OutputConfig.CatalogTable(
                "lake.train.augmented", OutputConfig.TableFormat.ICEBERG));
    assertThat(output.forRunId()).isEqualTo(OutputConfig.at("out").forRunId());
    assertThatThrownBy(() -> RecipeLoader.parse("r", recipe, List.of("output.profile=webdataset")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("output.catalog does not apply: profile webdataset is not Parquet");
    assertThatThrownBy(() -> RecipeLoader.parse("r", recipe, List.of("output.catalog.format=hudi")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("hive, delta, iceberg");
  }

  @Test
  void decodeDefaults() {
    assertThat(load("").decode())
        .isEqualTo(
            new DecodeOptions(
                Codec.AUTO,
                Orientation.IGNORE,
                Truncated.REJECT,
                SixteenBit.SCALE,
                Animated.REJECT,
                new DecodeLimits(64 * 1024 * 1024, 16_384, 64_000_000)));
  }

  @Test
  void decodeWithEveryKey() {
    String yaml =
        """
        decode:
          codec: jdk
          exif-orientation: apply
          truncated: allow
          sixteen-bit: clip
          animated: first
          max-bytes: 8MB
          max-side: 4096
          max-pixels: 1000000
        """;
    assertThat(load(yaml).decode())
        .isEqualTo(
            new DecodeOptions(
                Codec.JDK,
                Orientation.APPLY,
                Truncated.ALLOW,
                SixteenBit.CLIP,
                Animated.FIRST,
                new DecodeLimits(8_000_000, 4096, 1_000_000)));
  }

  @Test
  void attentionDefaults() {
    assertThat(load("").attention())
        .isEqualTo(new AttentionConfig(Optional.empty(), Optional.empty(), Optional.empty()));
    assertThat(load("").attention().resolvedSource()).isEqualTo(AttentionSource.AREA);
  }

  @Test
  void attentionModelDefaults() {
    String yaml = "attention: {model: {path: vit.ONNX, sha256: " + SHA256 + "}}";
    AttentionConfig attention = load(yaml).attention();
    assertThat(attention.resolvedSource()).isEqualTo(AttentionSource.INLINE);
    assertThat(attention.model())
        .contains(
            new ModelSpec(
                "vit.ONNX",
                SHA256,
                Engine.ONNXRUNTIME,
                new Size(224, 224),
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                new ModelSpec.Outputs("0", "1"),
                0,
                8,
                1,
                ModelSpec.Hardware.AUTO,
                false));
  }

  @Test
  void attentionWithEveryKey() {
    String yaml =
        """
        attention:
          source: saliency
          model:
            path: s3a://models/vit
            sha256: %s
            engine: pytorch
            input-size: [224, 448]
            mean: [0.5, 0.25, 0]
            std: [1, 2, 3]
            outputs: {logits: none, attention: cls}
            special-tokens: 5
            batch-size: 32
            threads: 4
            device: cpu
            allow-executable-model: true
          table: {path: maps, id: name, map: heat, missing: area}
        """
            .formatted(SHA256);
    assertThat(load(yaml).attention())
        .isEqualTo(
            new AttentionConfig(
                Optional.of(AttentionSource.SALIENCY),
                Optional.of(
                    new ModelSpec(
                        "s3a://models/vit",
                        SHA256,
                        Engine.PYTORCH,
                        new Size(224, 448),
                        List.of(0.5, 0.25, 0.0),
                        List.of(1.0, 2.0, 3.0),
                        new ModelSpec.Outputs("none", "cls"),
                        5,
                        32,
                        4,
                        ModelSpec.Hardware.CPU,
                        true)),
                Optional.of(new MapTable("maps", "name", "heat", OnMissing.AREA))));
  }

  @Test
  void attentionTableDefaultsAndComesFirst() {
    String model = "model: {path: vit.onnx, sha256: " + SHA256 + "}";
    AttentionConfig attention = load("attention: {" + model + ", table: {path: maps}}").attention();
    assertThat(attention.table()).contains(new MapTable("maps", "id", "attention", OnMissing.FAIL));
    assertThat(attention.resolvedSource()).isEqualTo(AttentionSource.TABLE);
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
  void pairsOfATable() {
    assertThat(mixing("pairing: {table: {path: pairs.csv}}").pairing().table())
        .contains(new PairTable("pairs.csv", PairTable.Format.AUTO));
    assertThat(mixing("pairing: {table: {path: db.pairs, format: table}}").pairing().table())
        .contains(new PairTable("db.pairs", PairTable.Format.TABLE));
    String yaml = Recipes.write(mixing("pairing: {table: {path: pairs, format: parquet}}"));
    assertThat(yaml).contains("table: {path: pairs, format: parquet}");
    assertThat(Recipes.write(load(""))).doesNotContain("table: {path: pairs");
  }

  @Test
  void aTableOfPairsComesWithMixingAndWithoutRulesForLabels() {
    assertThatThrownBy(() -> load("pairing: {table: {path: pairs.csv}}"))
        .hasMessageContaining(
            "pairing.table does not apply: mix has no method that needs a partner; add mix:"
                + " {cutmix: {}}, or remove it");
    assertThatThrownBy(() -> mixing("pairing: {labels: same, table: {path: pairs.csv}}"))
        .hasMessageContaining(
            "pairing: labels must be any with table, whose pairs are used as they are, was same;"
                + " remove it");
    assertThatThrownBy(() -> mixing("pairing: {table: {format: csv}}"))
        .hasMessageContaining("pairing.table.path must be given");
    assertThatThrownBy(() -> mixing("pairing: {table: {path: p, formt: csv}}"))
        .hasMessageContaining(
            "pairing.table.formt is not a key; did you mean pairing.table.format?");
  }

  @Test
  void groupsAreForTheScopeGroup() {
    PairingConfig pairing = load("pairing: {scope: group, groups: 8}").pairing();
    assertThat(pairing.scope()).isEqualTo(PairingConfig.Scope.GROUP);
    assertThat(pairing.groups()).isEqualTo(8);
    assertThat(load("pairing: {scope: dataset}").pairing()).isEqualTo(PairingConfig.DEFAULT);
    assertThat(Recipes.write(load("pairing: {scope: group, groups: 8}")))
        .contains("scope: group, groups: 8");
    assertThatThrownBy(() -> load("pairing: {scope: group}"))
        .hasMessageContaining("pairing.groups must be given");
    assertThatThrownBy(() -> load("pairing: {scope: group, groups: 1}"))
        .hasMessageContaining("pairing: groups with scope group must be at least 2, was 1");
    assertThatThrownBy(() -> load("pairing: {groups: 2}"))
        .hasMessageContaining("pairing.groups does not apply: pairing.scope is dataset; remove it");
    assertThatThrownBy(() -> mixing("pairing: {scope: group, groups: 2, table: {path: p}}"))
        .hasMessageContaining(
            "pairing: scope must be dataset with table, whose pairs may be of any two samples, was"
                + " group; remove it");
    assertThatThrownBy(() -> load("pairing: {scope: group, groups: 2}\noutput: {footer: sidecar}"))
        .hasMessageContaining(
            "output.footer must be file with pairing.scope: group, whose groups are written one"
                + " after the other, was sidecar; remove it");
  }

  private static Recipe mixing(String yaml) {
    return load(yaml + "\ntransform: [{random-resized-crop: {size: 8}}]\nmix: {cutmix: {}}");
  }

  @Test
  void labelsDefaults() {
    assertThat(load("").labels())
        .isEqualTo(
            new LabelsConfig(Optional.empty(), LabelsConfig.Order.AUTO, 0, true, Optional.empty()));
  }

  @Test
  void labelsWithEveryKey() {
    String yaml =
        "labels: {kind: multi, order: numeric, smoothing: 0.1, dense: false, classes: 1000}";
    assertThat(load(yaml).labels())
        .isEqualTo(
            new LabelsConfig(
                Optional.of(Label.Kind.MULTI),
                LabelsConfig.Order.NUMERIC,
                0.1,
                false,
                Optional.of(1000)));
  }

  @Test
  void outputDefaults() {
    assertThat(load("").output())
        .isEqualTo(
            new OutputConfig(
                "out",
                Profile.RAW,
                Optional.of(
                    new OutputConfig.Tensor(
                        OutputConfig.Dtype.UINT8,
                        OutputConfig.Layout.CHW,
                        List.of(0.485, 0.456, 0.406),
                        List.of(0.229, 0.224, 0.225))),
                Optional.empty(),
                Optional.empty(),
                256 * 1024 * 1024,
                Optional.empty(),
                Optional.of(
                    new OutputConfig.Parquet(
                        32 * 1024 * 1024, OutputConfig.Compression.NONE, OutputConfig.Footer.FILE)),
                OutputConfig.Plans.WRITE,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void outputWithEveryKeyOfTensors() {
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
          min-shards: 7
          row-group-size: 2MB
          compression: zstd
          footer: sidecar
          plans: omit
          commits-per-epoch: 3
        """;
    assertThat(RecipeLoader.parse("r", yaml, List.of()).output())
        .isEqualTo(
            new OutputConfig(
                "shards",
                Profile.RAW,
                Optional.of(
                    new OutputConfig.Tensor(
                        OutputConfig.Dtype.FLOAT16,
                        OutputConfig.Layout.HWC,
                        List.of(0.0, 0.25, 0.5),
                        List.of(1.0, 2.0, 3.0))),
                Optional.empty(),
                Optional.empty(),
                1024 * 1024 * 1024,
                Optional.of(7),
                Optional.of(
                    new OutputConfig.Parquet(
                        2_000_000, OutputConfig.Compression.ZSTD, OutputConfig.Footer.SIDECAR)),
                OutputConfig.Plans.OMIT,
                Optional.of(3),
                Optional.empty()));
  }

  @Test
  void outputWithEveryKeyOfEncodedImages() {
    OutputConfig output =
        load("output: {profile: hf, encoding: jpeg, quality: 80, subsampling: 4:4:4,"
                + " layout: hub, license: cc-by-4.0}")
            .output();
    assertThat(output.profile()).isEqualTo(Profile.HF);
    assertThat(output.tensor()).isEmpty();
    assertThat(output.encoding()).contains(new Encoding(Format.JPEG, 80, Subsampling.NONE));
    assertThat(output.dataset())
        .contains(new OutputConfig.HubDataset(OutputConfig.FileLayout.HUB, "cc-by-4.0"));
    assertThat(output.fileLayout()).isEqualTo(OutputConfig.FileLayout.HUB);
    assertThat(load("output: {profile: webdataset, encoding: webp}").output().encoding())
        .contains(new Encoding(Format.WEBP, 95));
  }

  @Test
  void everyProfileHasItsDefaults() {
    assertThat(load(ONE_SIZE + "output: {profile: arrow}").output())
        .isEqualTo(OutputConfig.of("out", Profile.ARROW));
    assertThat(load(ONE_SIZE + "output: {profile: arrow}").output().tensor().orElseThrow().dtype())
        .isEqualTo(OutputConfig.Dtype.FLOAT32);
    assertThat(load("output: {profile: hf}").output().encoding())
        .contains(new Encoding(Format.JPEG, 95, Subsampling.BY_2X2));
    assertThat(load("output: {profile: webdataset}").output().parquet()).isEmpty();
    assertThat(load("output: {profile: webdataset}").output().dataset())
        .contains(new OutputConfig.HubDataset(OutputConfig.FileLayout.HIVE, "unknown"));
    assertThat(load("output: {layout: hwc}").output().fileLayout())
        .isEqualTo(OutputConfig.FileLayout.HIVE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "profile: hf, dtype: uint8 | output.dtype does not apply: profile hf holds encoded"
            + " images, not tensors",
        "profile: webdataset, mean: [0, 0, 0] | output.mean does not apply: profile webdataset"
            + " holds encoded images, not tensors",
        "profile: arrow, encoding: png | output.encoding does not apply: profile arrow holds"
            + " tensors, not encoded images",
        "quality: 90 | output.quality does not apply: profile raw holds tensors, not encoded"
            + " images",
        "profile: webdataset, compression: zstd | output.compression does not apply: profile"
            + " webdataset is not Parquet",
        "profile: hf, encoding: png, quality: 90 | output.quality does not apply: encoding png"
            + " is lossless",
        "profile: arrow, dtype: uint8 | output: dtype must be float32 in profile arrow, was uint8;"
            + " or choose raw",
        "profile: arrow, footer: sidecar | output: footer must be file in profile arrow, was"
            + " sidecar: Arrow finds the tensor type of the image column in the footer",
        "profile: hf, subsampling: 4:1:1 | output.subsampling must be one of 4:2:0, 4:2:2, 4:4:4,"
            + " was 4:1:1",
        "profile: hf, quality: 0 | output: quality must be between 1 and 100, was 0",
        "layout: hub | output.layout does not apply: layout hub is for profiles hf and webdataset,"
            + " profile raw is not one; remove it",
        "profile: hf, layout: chw | output.layout must be one of hive, hub, was chw",
        "license: mit | output.license does not apply: profile raw holds tensors, not encoded"
            + " images; remove it",
        "profile: hf, license: my own | output: license must be an identifier of the Hugging Face"
            + " Hub, such as cc-by-4.0, other or unknown, was my own",
        "profile: hf, layout: hub, catalog: {table: t} | output: catalog needs the folders of"
            + " layout hive, but layout was hub; set layout to hive or remove catalog",
      })
  void aKeyThatAProfileDoesNotHaveIsAnError(String output, String message) {
    assertThatThrownBy(() -> load("output: {" + output + "}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void arrowNeedsImagesOfOneSize() {
    assertThatThrownBy(
            () ->
                RecipeLoader.parse(
                    "r", "{}", List.of("input.path=a", "output.path=b", "output.profile=arrow")))
        .hasMessageContaining("output.profile: arrow needs images of one size, which transform")
        .hasMessageContaining("or choose raw");
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
  void reportDefaults() {
    assertThat(load("").report()).isEqualTo(new ReportConfig(true, 24, 200_000, 8L << 20));
    assertThat(load("report: {}").report()).isEqualTo(ReportConfig.DEFAULT);
  }

  @Test
  void reportWithEveryKey() {
    assertThat(load("report: {write: false, strips: 0, rows: 10, max-size: 2MiB}").report())
        .isEqualTo(new ReportConfig(false, 0, 10, 2L << 20));
  }

  @Test
  void aReportHasLimits() {
    assertThatThrownBy(() -> load("report: {strips: 61}"))
        .hasMessageContaining(
            "report: strips must be at most 60, was 61: a page with more is slow to open");
    assertThatThrownBy(() -> load("report: {max-size: 1kB}"))
        .hasMessageContaining("report: max-size must be at least 1048576, was 1000");
  }

  @Test
  void seedAndEpochs() {
    assertThat(load("seed: -5\nepochs: 4").seed()).isEqualTo(-5);
    assertThat(load("seed: -5\nepochs: 4").epochs()).isEqualTo(4);
  }

  private static final String ONE_SIZE = "transform: [{center-crop: {size: 8}}]\n";

  private static Recipe load(String yaml) {
    return RecipeLoader.parse(
        "r", yaml.isEmpty() ? "{}" : yaml, List.of("input.path=in", "output.path=out"));
  }
}
