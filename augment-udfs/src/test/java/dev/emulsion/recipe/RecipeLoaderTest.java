package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.Weighted;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Size;
import dev.emulsion.mix.CutMix;
import dev.emulsion.mix.MixUp;
import dev.emulsion.mix.Mixing;
import dev.emulsion.transform.HorizontalFlip;
import dev.emulsion.transform.RandomResizedCrop;
import dev.emulsion.transform.Resize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeLoaderTest {

  private static final String PATHS = "input: {path: images}\noutput: {path: out}\n";

  @Test
  void theFewestKeysGiveTheDefaults() {
    Recipe recipe = load(PATHS);
    assertThat(recipe.seed()).isZero();
    assertThat(recipe.epochs()).isEqualTo(1);
    assertThat(recipe.input()).isEqualTo(InputConfig.at("images"));
    assertThat(recipe.output()).isEqualTo(OutputConfig.at("out"));
    assertThat(recipe.transform()).isEmpty();
    assertThat(recipe.mix()).isEqualTo(Mixing.none());
    assertThat(recipe.pairing()).isEqualTo(PairingConfig.DEFAULT);
    assertThat(recipe.labels()).isEqualTo(LabelsConfig.DEFAULT);
    assertThat(recipe.quarantine()).isEqualTo(QuarantineConfig.DEFAULT);
  }

  @Test
  void anEmptySectionIsAnAbsentOne() {
    assertThat(load(PATHS + "mix:\nlabels:\ntransform:\ndecode: {}\n")).isEqualTo(load(PATHS));
  }

  @Test
  void everyProblemIsReportedAtOnceWithItsLineAndKey() {
    assertRejected(
        """
        epochs: 0
        seed: many
        input: {format: folder}
        transform:
          - horizontal-flip: {p: 1.5}
          - resize: {siz: 224}
        mix:
          p: 1
          choose:
            - {cutmix: {alpha: -0.5}}
        pairing: {variants: 2.5}
        output: {layot: chw}
        """,
        "conf/cutmix.yaml has 11 problems:",
        "line 2: seed must be a whole number, was many",
        "line 1: epochs must be at least 1, was 0",
        "line 3: input.path must be given",
        "line 3: input.format must be one of image-folder, parquet, table, huggingface,"
            + " webdataset, manifest, was folder",
        "line 5: transform[0].horizontal-flip: p must be between 0 and 1, was 1.5",
        "line 6: transform[1].resize.siz is not a key; did you mean transform[1].resize.size?",
        "line 6: transform[1].resize: size must be one number (the short side) or two (height,"
            + " width), was []",
        "line 10: mix.choose[0].cutmix: alpha must be positive, was -0.5",
        "line 11: pairing.variants must be a whole number, was 2.5",
        "line 12: output.layot is not a key; did you mean output.layout?",
        "line 12: output.path must be given");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ouput: {path: x} | ouput is not a key; did you mean output?",
        "codec: jdk | codec is not a key; did you mean decode.codec?",
        "smoothing: 0.1 | smoothing is not a key; did you mean labels.smoothing?",
        "label: {} | label is not a key; did you mean labels?",
        "quarantine: {max-fractoin: 0} "
            + "| quarantine.max-fractoin is not a key; did you mean quarantine.max-fraction?",
        "labels: {mixture: 1} | labels.mixture is not a key; there are kind, order, smoothing,"
            + " dense, classes",
        "mix: {cutmux: {}} | mix.cutmux is not a key; did you mean mix.cutmix?",
        "transform: [horizontal-flop] "
            + "| transform[0]: horizontal-flop is not an operation; did you mean horizontal-flip?",
      })
  void anUnknownKeyComesWithTheNearestKnownOne(String line, String problem) {
    assertThatThrownBy(() -> load(PATHS + line))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line 3: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed: 99999999999999999999 | seed must be between -9223372036854775808 and "
            + "9223372036854775807, was 99999999999999999999",
        "epochs: 3000000000 | epochs must be between -2147483648 and 2147483647, was 3000000000",
        "epochs: '3' | epochs must be a whole number, was \"3\"",
        "epochs: [1, 2] | epochs must be a whole number, was [1, 2]",
        "labels: {smoothing: 1.5} | labels: smoothing must be between 0 and 1, was 1.5",
        "labels: {smoothing: .nan} | labels.smoothing must be a number, was .nan",
        "labels: {smoothing: little} | labels.smoothing must be a number, was little",
        "labels: {dense: yes} | labels.dense must be true or false, was yes",
        "labels: {kind: soft} | labels.kind must be one of auto, single, multi, distribution, was"
            + " soft",
        "labels: {classes: 0} | labels: classes must be at least 1, was 0",
        "labels: 3 | labels must be keys with values, was 3",
        "pairing: {buckets: 0} | pairing: buckets must be at least 1, was 0",
        "pairing: {buckets: some} | pairing.buckets must be a whole number, was some",
        "quarantine: {max-fraction: -1} "
            + "| quarantine: max-fraction must be between 0 and 1, was -1.0",
        "decode: {max-bytes: 3GiB} | decode.max-bytes must be at most 2147483647, was 3GiB",
        "decode: {max-bytes: big} "
            + "| decode.max-bytes must be a number of bytes such as 64MiB or 256MB, was big",
        "decode: {max-side: 0} | decode: max-side must be at least 1, was 0",
        "decode: {codec: [jdk]} | decode.codec must be one of auto, native, jdk, was [jdk]",
        "transform: resize | transform must be a list of operations, was resize",
        "transform: [{resize: {size: 9}, pad: {}}] "
            + "| transform[0] must be one operation, was the keys resize, pad",
        "transform: [[pad]] | transform[0] must be an operation, was [pad]",
        "transform: [{resize: 224}] | transform[0].resize must be keys with values, was 224",
        "transform: [{pad: {padding: [1, x]}}] "
            + "| transform[0].pad.padding must be a number or a list of numbers, was [1, x]",
        "mix: {p: 1} | mix must be none, one method, or methods under choose, was the keys p",
        "mix: {p: 1, choose: [mixup], mixup: {}} | mix must be none, one method, or methods under"
            + " choose, was the keys p, choose, mixup",
        "mix: {mixup: {}, cutmix: {}} | mix has 2 methods; list them under choose",
        "mix: {choose: []} | mix.choose must be a list of methods, was []",
        "mix: {choose: [{weight: 1}]} | "
            + "mix.choose[0] must have one method and may have a weight, was the keys weight",
        "mix: {choose: [{mixup: {}, weight: 0}]} | mix.choose[0]: weight must be positive, was 0.0",
        "mix: {mixup: {}, p: 2} | mix: p must be between 0 and 1, was 2.0",
        "mix: blur | mix: blur is not an operation; there are ",
        "seed: !number 5 | the tag !number is not allowed; remove it",
      })
  void aValueThatBreaksARuleIsNamedWithItsPath(String line, String problem) {
    assertThatThrownBy(() -> load(PATHS + line))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("line 3: " + problem);
  }

  @Test
  void aMissingParameterOfAnOperationIsNamed() {
    assertRejected(
        PATHS + "transform: [simple-random-crop]",
        "conf/cutmix.yaml has 1 problem:",
        "transform[0].simple-random-crop.size must be given");
  }

  @Test
  void aKeyThatIsGivenTwiceIsRejected() {
    assertRejected(
        PATHS + "seed: 1\nseed: 2\n",
        "conf/cutmix.yaml has 1 problem:",
        "line 4: seed is given twice; remove one of them");
  }

  @Test
  void imagesOfAPairNeedOneSize() {
    assertRejected(
        PATHS + "transform: [{resize: {size: 224}}]\nmix: cutmix\n",
        "conf/cutmix.yaml has 1 problem:",
        "mix: both images of a pair must have the same size, which transform does not ensure; add"
            + " random-resized-crop: {size: 224} or resize: {size: [224, 224]} to transform");
    load(PATHS + "transform: [{resize: {size: [224, 200]}}]\nmix: cutmix\n");
    load(PATHS + "transform: [{resize: {size: 256}}, {center-crop: {size: 224}}]\nmix: cutmix\n");
    load(PATHS + "transform: [{resize: {size: 224}}]\nmix: none\n");
    load(PATHS + "transform: [{resize: {size: 224}}]\nmix: {cutmix: {}, p: 0}\n");
  }

  @Test
  void trustByCosineNeedsLogits() {
    String mixpro = PATHS + "transform: [{random-resized-crop: {size: 56}}]\nmix: mixpro\n";
    String model = "attention: {model: {path: vit.onnx, sha256: " + "0".repeat(64);
    assertRejected(
        mixpro + "attention: {source: saliency}\n",
        "conf/cutmix.yaml has 1 problem:",
        "mix: trust cosine needs a model's logits of the mixture, but attention.source saliency"
            + " has none; set mixpro's trust to constant, or attention.source to inline and"
            + " attention.model.outputs.logits to the model's output");
    load(mixpro);
    load(mixpro + model + "}}\n");
    assertThatThrownBy(() -> load(mixpro + model + ", outputs: {logits: none}}}\n"))
        .hasMessageContaining("attention.source inline has none");
    load(mixpro.replace("mixpro", "{mixpro: {trust: constant}}") + "attention: {source: saliency}");
  }

  @Test
  void precomputedSaliencyNeedsATableOfAllMaps() {
    String recipe =
        PATHS
            + "transform: [{random-resized-crop: {size: 56}}]\n"
            + "mix: {choose: [cutmix, {saliencymix: {saliency: precomputed}}]}\n";
    assertRejected(
        recipe + "attention: {source: saliency}\n",
        "conf/cutmix.yaml has 1 problem:",
        "mix: saliency precomputed takes maps from attention.table, but attention.source is"
            + " saliency; add attention.table, or set saliencymix's saliency to fine-grained");
    assertRejected(
        recipe + "attention: {table: {path: maps, missing: area}}\n",
        "conf/cutmix.yaml has 1 problem:",
        "attention.table.missing: area leaves samples without a map, and saliency precomputed"
            + " needs every map; set it to fail");
    load(recipe + "attention: {table: {path: maps}}\n");
  }

  @Test
  void attentionWeightsMustBeWrittenWithTheRows() {
    String recipe =
        "input: {path: images}\noutput: {path: out, plans: omit}\n"
            + "transform: [{random-resized-crop: {size: 56}}]\n";
    assertRejected(
        recipe + "mix: transmix\n",
        "conf/cutmix.yaml has 1 problem:",
        "output.plans: omit drops the attention weights that rows of tokenmix, transmix and mixpro"
            + " must store; remove output.plans");
    load(recipe + "mix: saliencymix\n");
  }

  @Test
  void operationsAreReadWithTheirParametersOrByTheirName() {
    Recipe recipe =
        load(
            PATHS
                + """
                transform:
                  - resize: {size: [64, 48], filter: lanczos}
                  - horizontal-flip
                  - horizontal-flip: {p: 1}
                  - horizontal-flip: {}
                """);
    assertThat(recipe.transform())
        .containsExactly(
            new Resize(new Resize.Exactly(new Size(64, 48)), Filter.LANCZOS),
            new HorizontalFlip(0.5),
            new HorizontalFlip(1),
            new HorizontalFlip(0.5));
  }

  @Test
  void mixingIsAChoiceOneMethodOrNone() {
    String sized = PATHS + "transform: [{resize: {size: [8, 8]}}]\n";
    assertThat(load(sized + "mix: none").mix()).isEqualTo(Mixing.none());
    assertThat(load(sized + "mix: cutmix").mix())
        .isEqualTo(new Mixing(1, List.of(new Weighted<>(new CutMix(1), 1))));
    assertThat(load(sized + "mix: {mixup: {alpha: 0.3}, p: 0.5}").mix())
        .isEqualTo(new Mixing(0.5, List.of(new Weighted<>(new MixUp(0.3), 1))));
    assertThat(load(sized + "mix: {choose: [{mixup: {alpha: 2}, weight: 3}, cutmix]}").mix())
        .isEqualTo(
            new Mixing(
                1, List.of(new Weighted<>(new MixUp(2), 3), new Weighted<>(new CutMix(1), 1))));
  }

  @Test
  void numbersMeanWhatTheySayUnlikeInOldYaml() {
    // YAML 1.1 takes 010 for eight, 1e-3 for text and 1:30 for ninety
    Recipe recipe =
        load(PATHS + "seed: 010\nlabels: {smoothing: 1e-3}\ndecode: {max-pixels: 1_000_000}");
    assertThat(recipe.seed()).isEqualTo(10);
    assertThat(recipe.labels().smoothing()).isEqualTo(0.001);
    assertThat(recipe.decode().limits().maxPixels()).isEqualTo(1_000_000);
    assertThatThrownBy(() -> load(PATHS + "seed: 1:30"))
        .hasMessageContaining("seed must be a whole number, was 1:30");
  }

  @Test
  void aPathMayLookLikeANumber() {
    assertThat(load("input: {path: 2024}\noutput: {path: no}").input().path()).isEqualTo("2024");
  }

  @Test
  void theTurkishLocaleReadsTheSameRecipe() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      Recipe recipe = load(PATHS + "decode: {truncated: allow, exif-orientation: ignore}\n");
      assertThat(Recipes.write(recipe)).contains("format: image-folder", "dtype: uint8");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void overridesWinOverTheFileAndLaterOnesOverEarlier() {
    Recipe recipe =
        RecipeLoader.parse(
            "r.yaml",
            PATHS + "seed: 1\ntransform: [random-resized-crop: {size: 224}, horizontal-flip]\n",
            List.of(
                "seed=2",
                "seed=3",
                "input.path=other images",
                "output.dtype=float32",
                "output.mean=[0, 0.5, 1]",
                "transform[0].random-resized-crop.size=192",
                "transform[1].horizontal-flip.p=0.25",
                "mix.cutmix.alpha=0.5"));
    assertThat(recipe.seed()).isEqualTo(3);
    assertThat(recipe.input().path()).isEqualTo("other images");
    assertThat(recipe.output().tensor().orElseThrow().dtype())
        .isEqualTo(OutputConfig.Dtype.FLOAT32);
    assertThat(recipe.output().tensor().orElseThrow().mean()).containsExactly(0.0, 0.5, 1.0);
    assertThat(((RandomResizedCrop) recipe.transform().get(0)).size()).isEqualTo(Size.square(192));
    assertThat(recipe.transform().get(1)).isEqualTo(new HorizontalFlip(0.25));
    assertThat(recipe.mix()).isEqualTo(new Mixing(1, List.of(new Weighted<>(new CutMix(0.5), 1))));
  }

  @Test
  void anOverrideCanSetWholeListsAndGoBackToADefault() {
    Recipe recipe =
        RecipeLoader.parse(
            "r.yaml",
            PATHS + "seed: 1\nmix: none\n",
            List.of("transform=[{resize: {size: [8, 8]}}]", "mix={mixup: {}}", "seed="));
    assertThat(recipe.transform()).hasSize(1);
    assertThat(recipe.mix().needsPartner()).isTrue();
    assertThat(recipe.seed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.jpg", "[a]", "null", "it's", "a: b # c", "\"x\"", " 5 ", "x\\y", "猫"})
  void anOverrideCanSetAnyText(String path) {
    String override = RecipeLoader.override("input.path", path);
    assertThat(RecipeLoader.parse("r", PATHS, List.of(override)).input().path()).isEqualTo(path);
  }

  @Test
  void aFixedSizeThatATransformCannotHaveIsReported() {
    assertRejected(
        PATHS + "transform: [{resize: {size: [1, 16000]}}, {resize: {size: 3000}}]\nmix: cutmix\n",
        "conf/cutmix.yaml has 1 problem:",
        "transform: resizing 1×16000 to a short side of 3000 gives 144000000000 pixels, more than"
            + " 64000000; set max-size");
  }

  @Test
  void aPathMayHoldAColonOrAnEqualsSign() {
    Recipe recipe =
        RecipeLoader.parse("r.yaml", PATHS, List.of("input.path=s3a://bucket/date=1/images"));
    assertThat(recipe.input().path()).isEqualTo("s3a://bucket/date=1/images");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed | --set seed: must have the form key.path=value",
        "a..b=1 | --set a..b=1: must have the form key.path=value",
        "seed.=1 | --set seed.=1: must have the form key.path=value",
        "sead=1 | --set sead=1: sead is not a key; did you mean seed?",
        "output.dtype=int8 | --set output.dtype=int8: output.dtype must be one of uint8, float16,"
            + " float32, was int8",
        "transform[2].resize.size=9 | --set transform[2].resize.size=9: there is no item 2; the"
            + " list has 1, counted from 0",
        "mix=[ | --set mix=[: the value is not YAML: while parsing a flow node",
        "transform[0].pad.x=1 | --set transform[0].pad.x=1: transform[0].pad.x is not a key; there"
            + " are padding, padding-mode, fill",
      })
  void aWrongOverrideIsReportedLikeAWrongKey(String override, String problem) {
    assertThatThrownBy(
            () ->
                RecipeLoader.parse(
                    "r.yaml", PATHS + "transform: [{pad: {padding: 1}}]", List.of(override)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("r.yaml has 1 problem:\n  " + problem);
  }

  @Test
  void aFileThatIsNoRecipeIsRejectedWithTheReason(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> RecipeLoader.load(missing, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("there is no recipe " + missing);
    assertThatThrownBy(() -> RecipeLoader.load(folder, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("cannot read the recipe " + folder + ": it is a directory");

    Path file = folder.resolve("r.yaml");
    Files.writeString(file, "# nothing but this\n");
    assertRejected(file, file + " is empty; a recipe needs at least input.path and output.path");
    Files.writeString(file, "seed: 1\nmix: [\n");
    assertRejected(file, file + " is not YAML: line 3: expected the node content, but found");
    Files.writeString(file, "a: 1\n---\nb: 2\n");
    assertRejected(file, file + " is not YAML: line 2: but found another document");
    Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0});
    assertRejected(file, file + " is not YAML: it is not UTF-8 text");
    Files.writeString(file, "just words");
    assertRejected(file, "line 1: a recipe must be keys with values, was just words");
    Files.writeString(file, "a".repeat((1 << 20) + 1));
    assertRejected(file, file + " has more than 1048576 bytes; is it a recipe?");
    Files.writeString(file, "a: &a [x, x]\nb: [*a, *a]\n");
    assertRejected(file, file + " is not YAML: Number of aliases");
    Files.writeString(file, "seed: !!java.net.URL [x]\n");
    assertRejected(file, file + " is not YAML: line 1: Global tag is not allowed");
    Files.writeString(file, "[".repeat(5000));
    assertRejected(file, file + " is not YAML: Nesting Depth exceeded");
  }

  @Test
  void aFileIsReadAsUtf8(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(folder.resolve("r.yaml"), "input: {path: bücher/猫}\noutput: {path: o}");
    assertThat(RecipeLoader.load(file, List.of()).input().path()).isEqualTo("bücher/猫");
  }

  @Test
  void problemsInsideChoicesAreNamedByTheirWholePath() {
    assertRejected(
        PATHS
            + """
            transform:
              - one-of:
                  choose:
                    - {rotation: {degres: 3}, weight: 2}
                    - {sequence: {operations: [horizontal-flip, {shear-x: {p: 2}}]}}
                    - {equalise: {}}
                    - {invert: {}, weight: 0}
                    - {invert: {}, equalize: {}}
              - some-of: {n: 3, choose: [invert]}
              - sequence: {operations: invert}
            """,
        "conf/cutmix.yaml has 7 problems:",
        "transform[0].one-of.choose[0].rotation.degres is not a key; did you mean"
            + " transform[0].one-of.choose[0].rotation.degrees?",
        "transform[0].one-of.choose[1].sequence.operations[1].shear-x: p must be between 0 and 1,"
            + " was 2.0",
        "transform[0].one-of.choose[2].equalise is not a key; did you mean"
            + " transform[0].one-of.choose[2].equalize?",
        "transform[0].one-of.choose[3]: weight must be positive, was 0.0",
        "transform[0].one-of.choose[4] must have one operation and may have a weight, was the keys"
            + " invert, equalize",
        "transform[1].some-of: n must be at most the number of operations, 1, unless replace is"
            + " true; was 3",
        "transform[2].sequence.operations must be a list of operations, was invert");
  }

  private static Recipe load(String yaml) {
    return RecipeLoader.parse("conf/cutmix.yaml", yaml, List.of());
  }

  private static void assertRejected(String yaml, String... lines) {
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(ConfigException.class)
        .satisfies(
            e ->
                assertThat(e.getMessage().lines().map(String::strip))
                    .allSatisfy(line -> assertThat(line).isNotBlank())
                    .hasSameSizeAs(lines)
                    .zipSatisfy(
                        List.of(lines), (line, expected) -> assertThat(line).endsWith(expected)));
  }

  private static void assertRejected(Path file, String message) {
    assertThatThrownBy(() -> RecipeLoader.load(file, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }
}
