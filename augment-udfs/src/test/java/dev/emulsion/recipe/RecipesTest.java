package dev.emulsion.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.Serialized;
import dev.emulsion.Weighted;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.label.Label;
import dev.emulsion.mix.CutMix;
import dev.emulsion.mix.Mix;
import dev.emulsion.mix.MixUp;
import dev.emulsion.mix.Mixing;
import dev.emulsion.transform.CenterCrop;
import dev.emulsion.transform.HorizontalFlip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecipesTest {

  @Test
  void everyKeyIsWrittenWithItsValue() {
    Recipe recipe =
        RecipeLoader.parse(
            "r",
            "transform: [{center-crop: {size: 224}}]\nmix: cutmix",
            List.of("input.path=images", "output.path=out"));
    assertThat(Recipes.write(recipe))
        .isEqualTo(
            """
            seed: 0
            epochs: 1
            input:
              format: image-folder
              path: images
              columns: {id: null, image: null, label: null}
              ids: auto
              keys: auto
              duplicates: fail
              split: null
              splits: ask
              check: decode
              partitions: auto
            generated: null
            mixing-set: null
            decode: {codec: auto, exif-orientation: ignore, truncated: reject, sixteen-bit: scale, animated: reject, max-bytes: 64MiB, max-side: 16384, max-pixels: 64000000}
            transform:
            - center-crop:
                size: [224, 224]
            mix:
              p: 1.0
              choose:
              - cutmix: {alpha: 1.0, correct-lambda: true}
                weight: 1.0
            attention: {source: auto, model: null, table: null}
            pairing: {labels: any, variants: 1, buckets: auto, on-no-partner: keep}
            labels: {kind: auto, order: auto, smoothing: 0.0, dense: true, classes: auto}
            output:
              path: out
              profile: raw
              dtype: uint8
              layout: chw
              mean: [0.485, 0.456, 0.406]
              std: [0.229, 0.224, 0.225]
              shard-size: 256MiB
              min-shards: auto
              row-group-size: 32MiB
              compression: none
              footer: file
              plans: write
              commits-per-epoch: auto
            quarantine: {max-fraction: 0.01}
            report: {write: true, strips: 24, rows: 200000, max-size: 8MiB}
            """);
  }

  @Test
  void theDigestIsOfTheTextAndChangesWithAnyValue() {
    Recipe one = RecipeLoader.parse("r", "seed: 1", List.of("input.path=a", "output.path=b"));
    Recipe same =
        RecipeLoader.parse("s", "epochs: 1", List.of("seed=1", "input.path=a", "output.path=b"));
    Recipe other = RecipeLoader.parse("r", "seed: 2", List.of("input.path=a", "output.path=b"));
    assertThat(Recipes.digest(one)).matches("[0-9a-f]{64}").isEqualTo(Recipes.digest(same));
    assertThat(Recipes.digest(other)).isNotEqualTo(Recipes.digest(one));
  }

  @Property(tries = 300)
  void aWrittenRecipeReadsBackEqual(@ForAll("recipes") Recipe recipe) {
    String written = Recipes.write(recipe);
    Recipe read = RecipeLoader.parse("written", written, List.of());
    assertThat(read).isEqualTo(recipe);
    assertThat(Recipes.write(read)).isEqualTo(written);
  }

  @Property(tries = 300)
  void aSerializedRecipeArrivesEqual(@ForAll("recipes") Recipe recipe) throws Exception {
    assertThat(Serialized.copy(recipe)).isEqualTo(recipe);
  }

  @Provide
  Arbitrary<Recipe> recipes() {
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.integers().between(1, 1000),
            inputs(),
            mixings(),
            pairings(),
            Arbitraries.doubles().between(0, 1).ofScale(12),
            outputs(),
            Combinators.combine(decodes(), attentions()).as(Map::entry))
        .as(
            (seed, epochs, input, mixing, pairing, share, output, others) ->
                new Recipe(
                    seed,
                    epochs,
                    input,
                    Optional.empty(),
                    Optional.empty(),
                    others.getKey(),
                    List.of(new HorizontalFlip(share), new CenterCrop(Size.square(epochs))),
                    mixing,
                    others.getValue(),
                    pairing,
                    new LabelsConfig(
                        input.partitions().map(n -> Label.Kind.values()[n % 3]),
                        LabelsConfig.Order.values()[epochs % 3],
                        share,
                        share > 0.5,
                        input.partitions()),
                    output,
                    new QuarantineConfig(share),
                    new ReportConfig(
                        share < 0.3,
                        epochs % 61,
                        epochs,
                        epochs * 2_000_000L % (60L << 20) + (1L << 20))));
  }

  private static Arbitrary<String> paths() {
    // also what YAML would take for numbers, nothing, lists or comments
    return Arbitraries.oneOf(
        Arbitraries.of(
            "1",
            "no",
            "null",
            "~",
            "a: b",
            "[x",
            "# c",
            "- d",
            "&e",
            "'",
            "\"",
            "f\ng",
            "a\u2028b",
            "a\u0085 "),
        Arbitraries.strings().ofMinLength(1).ofMaxLength(40).filter(s -> isText(s)));
  }

  /** What a file name can be: no lone surrogates, and not blank. */
  private static boolean isText(String s) {
    return !s.isBlank() && s.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  private static Arbitrary<InputConfig> inputs() {
    return Combinators.combine(
            Arbitraries.of(InputConfig.Format.values()),
            paths(),
            paths().optional(),
            Arbitraries.of(InputConfig.Ids.values()),
            Arbitraries.of(InputConfig.Duplicates.values()),
            Arbitraries.of(InputConfig.Check.values()),
            Arbitraries.integers().between(1, 5000).optional())
        .as(
            (format, path, id, ids, duplicates, check, partitions) ->
                new InputConfig(
                    format,
                    path,
                    new InputConfig.Columns(id, Optional.of(path), Optional.empty()),
                    holdsSamples(format) || ids != InputConfig.Ids.FILE
                        ? ids
                        : InputConfig.Ids.PATH,
                    format == InputConfig.Format.WEBDATASET
                        ? InputConfig.Keys.values()[path.length() % 3]
                        : InputConfig.Keys.AUTO,
                    duplicates,
                    id,
                    InputConfig.Splits.values()[
                        id.isPresent() ? 0 : path.length() % InputConfig.Splits.values().length],
                    check,
                    partitions,
                    format == InputConfig.Format.TABLE ? id : Optional.empty()));
  }

  private static boolean holdsSamples(InputConfig.Format format) {
    return switch (format) {
      case IMAGE_FOLDER, MANIFEST, TABLE -> false;
      case PARQUET, HUGGINGFACE, WEBDATASET -> true;
    };
  }

  private static Arbitrary<Mixing> mixings() {
    Arbitrary<Double> positive = Arbitraries.doubles().between(1e-9, 1e6).ofScale(9);
    Arbitrary<Weighted<Mix>> weighted =
        Combinators.combine(Arbitraries.of(true, false), positive, positive)
            .as(
                (mixUp, alpha, weight) ->
                    new Weighted<>(mixUp ? new MixUp(alpha) : new CutMix(alpha), weight));
    return Arbitraries.oneOf(
        Arbitraries.just(Mixing.none()),
        Combinators.combine(
                Arbitraries.doubles().between(0, 1), weighted.list().ofMinSize(1).ofMaxSize(4))
            .as(Mixing::new));
  }

  private static Arbitrary<PairingConfig> pairings() {
    return Combinators.combine(
            Arbitraries.of(PairingConfig.Labels.values()),
            Arbitraries.integers().between(1, 9),
            Arbitraries.of(1, 12, 100_000).optional(),
            Arbitraries.of(PairingConfig.OnNoPartner.values()))
        .as(PairingConfig::new);
  }

  private static Arbitrary<OutputConfig> outputs() {
    return Arbitraries.of(OutputConfig.Profile.values()).flatMap(RecipesTest::outputs);
  }

  private static Arbitrary<OutputConfig> outputs(OutputConfig.Profile profile) {
    return Combinators.combine(
            paths(),
            optional(profile.holdsTensors(), tensors(profile)),
            optional(!profile.holdsTensors(), encodings()),
            sizes(),
            Arbitraries.integers().between(1, 99).optional(),
            optional(profile.isParquet(), parquets(profile)),
            Arbitraries.of(OutputConfig.Plans.values()),
            Arbitraries.integers().between(1, 99).optional())
        .as(
            (path, tensor, encoding, shard, min, parquet, plans, slices) ->
                new OutputConfig(
                    path,
                    profile,
                    tensor,
                    encoding,
                    encoding.map(it -> new OutputConfig.HubDataset(layout(slices), "cc-by-4.0")),
                    shard,
                    min,
                    parquet,
                    plans,
                    slices,
                    slices
                        .filter(n -> profile.isParquet())
                        .map(n -> new OutputConfig.CatalogTable(path, tableFormat(n)))));
  }

  /** A catalog, which is there if slices are, needs the folders of epochs. */
  private static OutputConfig.FileLayout layout(Optional<Integer> slices) {
    return slices.isPresent() ? OutputConfig.FileLayout.HIVE : OutputConfig.FileLayout.HUB;
  }

  private static OutputConfig.TableFormat tableFormat(int n) {
    OutputConfig.TableFormat[] formats = OutputConfig.TableFormat.values();
    return formats[n % formats.length];
  }

  private static <T> Arbitrary<Optional<T>> optional(boolean present, Arbitrary<T> values) {
    return present ? values.map(Optional::of) : Arbitraries.just(Optional.empty());
  }

  private static Arbitrary<Long> sizes() {
    return Arbitraries.longs().between(1 << 20, 1L << 30);
  }

  private static Arbitrary<OutputConfig.Tensor> tensors(OutputConfig.Profile profile) {
    boolean arrow = profile == OutputConfig.Profile.ARROW;
    Arbitrary<Double> std = Arbitraries.doubles().between(0.001, 10).ofScale(6);
    return Combinators.combine(
            arrow
                ? Arbitraries.just(OutputConfig.Dtype.FLOAT32)
                : Arbitraries.of(OutputConfig.Dtype.values()),
            Arbitraries.of(OutputConfig.Layout.values()),
            std.list().ofSize(3))
        .as((dtype, layout, numbers) -> new OutputConfig.Tensor(dtype, layout, numbers, numbers));
  }

  /** Quality and subsampling of the lossless formats are at their defaults, being not written. */
  private static Arbitrary<Encoding> encodings() {
    return Arbitraries.oneOf(
        Combinators.combine(
                Arbitraries.integers().between(1, 100),
                Arbitraries.of(ImageCodec.Subsampling.values()))
            .as((quality, subsampling) -> new Encoding(Format.JPEG, quality, subsampling)),
        Arbitraries.of(new Encoding(Format.PNG, 95), new Encoding(Format.WEBP, 95)));
  }

  private static Arbitrary<OutputConfig.Parquet> parquets(OutputConfig.Profile profile) {
    boolean arrow = profile == OutputConfig.Profile.ARROW;
    return Combinators.combine(
            sizes(),
            Arbitraries.of(OutputConfig.Compression.values()),
            arrow
                ? Arbitraries.just(OutputConfig.Footer.FILE)
                : Arbitraries.of(OutputConfig.Footer.values()))
        .as(OutputConfig.Parquet::new);
  }

  private static Arbitrary<AttentionConfig> attentions() {
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 64);
    Arbitrary<ModelSpec> models =
        Combinators.combine(
                paths(),
                Arbitraries.of(ModelSpec.Engine.ONNXRUNTIME, ModelSpec.Engine.PYTORCH),
                few.list().ofSize(5),
                Arbitraries.doubles().between(0.001, 10).ofScale(6).list().ofSize(3),
                paths(),
                Arbitraries.of(ModelSpec.Hardware.values()))
            .as(
                (path, engine, counts, numbers, output, device) ->
                    new ModelSpec(
                        path,
                        String.format("%064x", counts.get(0)),
                        engine,
                        new Size(counts.get(0), counts.get(1)),
                        numbers,
                        numbers,
                        new ModelSpec.Outputs(output, path),
                        counts.get(2),
                        counts.get(3),
                        counts.get(4),
                        device,
                        true));
    Arbitrary<AttentionConfig.MapTable> tables =
        Combinators.combine(
                paths(),
                paths(),
                paths(),
                Arbitraries.of(AttentionConfig.MapTable.OnMissing.values()))
            .as(AttentionConfig.MapTable::new);
    return Arbitraries.oneOf(
        Arbitraries.just(AttentionConfig.DEFAULT),
        Combinators.combine(Arbitraries.of(AttentionSource.values()), models, tables)
            .as(
                (source, model, table) ->
                    new AttentionConfig(
                        Optional.of(source), Optional.of(model), Optional.of(table))));
  }

  private static Arbitrary<DecodeOptions> decodes() {
    Arbitrary<Integer> positive = Arbitraries.integers().between(1, 1_000_000);
    return Combinators.combine(
            Arbitraries.of(DecodeOptions.Codec.values()),
            Arbitraries.of(DecodeOptions.Orientation.values()),
            Arbitraries.of(DecodeOptions.Truncated.values()),
            Combinators.combine(positive, positive, positive).as(DecodeLimits::new))
        .as(DecodeOptions::new);
  }
}
