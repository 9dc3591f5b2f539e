package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.attention.AttentionGrid;
import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.attention.Models;
import dev.emulsion.image.AffineMap;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.AttentionRuns.Run;
import dev.emulsion.jobs.pairing.RingPlan;
import dev.emulsion.jobs.preview.PreviewJob;
import dev.emulsion.jobs.preview.PreviewReport;
import dev.emulsion.jobs.verify.VerifyJob;
import dev.emulsion.label.Label;
import dev.emulsion.label.LabelPair;
import dev.emulsion.label.SoftLabel;
import dev.emulsion.mix.AttentionTarget;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.MixPro;
import dev.emulsion.mix.SaliencyMix;
import dev.emulsion.mix.TokenMix;
import dev.emulsion.mix.TransMix;
import dev.emulsion.recipe.OutputPlan;
import dev.emulsion.recipe.Plans;
import dev.emulsion.saliency.FineGrained;
import dev.emulsion.saliency.SaliencyMap.Point;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.transform.OperationPlan;
import dev.emulsion.transform.SideImages;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of methods that use attention equal those of a loop over two images. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttentionMixesIT {

  private AttentionRuns runs;

  @BeforeAll
  void layOutImagesAndModel() throws IOException {
    runs = AttentionRuns.shared();
  }

  @ParameterizedTest
  @CsvSource({
    "saliencymix, area",
    "saliencymix-precomputed, table",
    "tokenmix, area",
    "tokenmix, inline",
    "tokenmix, saliency",
    "tokenmix, table",
    "transmix, area",
    "transmix, inline",
    "transmix, saliency",
    "transmix, table",
    "mixpro-cosine, area",
    "mixpro-cosine, inline",
    "mixpro-constant, inline",
    "mixpro-constant, saliency",
    "mixpro-constant, table",
    "mixpro-schedule, inline",
    "mixpro-schedule, saliency",
    "mixpro-schedule, table",
  })
  void plansAndLabelsFollowTheAttentionOfBothImages(String method, String source)
      throws IOException {
    Run run = runs.once(method, source);
    int images = runs.ids().size();
    assertThat(run.report().rows()).isEqualTo(images);
    // only images of the halo are decoded by two tasks
    long halo =
        (long) AttentionRuns.BUCKETS
            * RingPlan.haloDepth(run.recipe(), images, AttentionRuns.BUCKETS);
    assertThat(run.report().manifest().epochs().get(0).decoded())
        .isBetween((long) images, images + halo);
    assertThat(new VerifyJob(LocalSpark.session(), run.out().toString()).run().problems())
        .isEmpty();
    List<Row> rows = run.rows();
    for (Row row : rows) {
      assertThat(method).startsWith(row.<String>getAs("method"));
      MixPlan expected = expected(row, source);
      assertThat(AttentionRuns.plan(row)).as(row.<String>getAs("row_id")).isEqualTo(expected);
      assertThat(row.<Double>getAs("lam")).isEqualTo(expected.lambda());
      SoftLabel label = expected.label(labels(row));
      assertThat(row.<Float>getList(row.fieldIndex("soft_label")))
          .containsExactly(boxed(label.dense()));
    }
    boolean attended =
        rows.stream().anyMatch(r -> AttentionRuns.plan(r).source() != AttentionSource.AREA);
    assertThat(attended).isEqualTo(!source.equals("area") && !method.startsWith("saliencymix"));
  }

  /** The plan that a loop over two images makes of the row's draws. */
  private MixPlan expected(Row row, String source) throws IOException {
    OutputPlan plan = Plans.read(row.getAs("plan"));
    Image base = transformed(row.getAs("base_id"), plan.base());
    Image partner = transformed(row.getAs("partner_id"), plan.partner());
    MixPlan drawn = withoutAttention(plan.mix());
    AttentionSource from = AttentionSource.valueOf(source.toUpperCase(Locale.ROOT));
    if (from == AttentionSource.AREA || drawn.attentionTarget() == AttentionTarget.NOWHERE) {
      return drawn;
    }
    return drawn.withAttention(
        from,
        switch (from) {
          case INLINE ->
              modelAttention(
                  drawn instanceof TokenMix.Plan
                      ? List.of(base, partner)
                      : List.of(drawn.apply(base, partner)));
          case TABLE ->
              List.of(
                  warped(row.getAs("base_id"), plan.base()),
                  warped(row.getAs("partner_id"), plan.partner()));
          case SALIENCY -> List.of(saliency(base), saliency(partner));
          case AREA -> List.of();
        },
        labels(row));
  }

  private List<AttentionResult> modelAttention(List<Image> images) {
    try (AttentionModel vit =
        AttentionModel.open(Models.tinyVit(runs.model(), 4), runs.model(), 0)) {
      return vit.compute(images);
    }
  }

  private static AttentionResult saliency(Image image) {
    float[] values = FineGrained.DEFAULT.of(image).values();
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    float[] shares = new float[values.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (values[i] / sum);
    }
    return new AttentionResult(new AttentionGrid(image.height(), image.width(), shares));
  }

  /** The map of the table, warped transform by transform. */
  private AttentionResult warped(String id, List<OperationPlan> plans) throws IOException {
    Size size = decoded(id).size();
    AttentionGrid map = new AttentionGrid(3, 3, AttentionRuns.weights(id));
    AffineMap mapping = AffineMap.IDENTITY;
    Size now = size;
    for (OperationPlan plan : plans) {
      mapping = mapping.then(plan.mapping(now).orElseThrow());
      now = plan.sizeAfter(now);
    }
    return new AttentionResult(map.warped(mapping, size, now));
  }

  /** The plan as it was drawn, before any attention. */
  private static MixPlan withoutAttention(MixPlan plan) {
    if (plan instanceof TokenMix.Plan p) {
      return new TokenMix.Plan(
          p.size(), p.partnerCells(), p.lambdaDrawn(), p.label(), AttentionSource.AREA, 0, 0);
    }
    if (plan instanceof TransMix.Plan p) {
      return new TransMix.Plan(
          p.size(), p.box(), p.lambdaDrawn(), p.rule(), AttentionSource.AREA, 0);
    }
    if (plan instanceof MixPro.Plan p) {
      double before =
          switch (p.rule()) {
            case COSINE -> 0;
            case CONSTANT -> 0.5;
            case SCHEDULE -> 1 - 0.5 * 0.5; // pass 1 of 2
          };
      return new MixPro.Plan(
          p.size(),
          p.cell(),
          p.partnerCells(),
          p.lambdaDrawn(),
          p.ratio(),
          p.label(),
          AttentionSource.AREA,
          0,
          p.rule(),
          before);
    }
    return plan;
  }

  private static LabelPair labels(Row row) {
    return new LabelPair(
        new Label.Single(row.<Integer>getAs("label_base")),
        new Label.Single(row.<Integer>getAs("label_partner")),
        AttentionRuns.CLASSES,
        AttentionRuns.SMOOTHING);
  }

  private Image decoded(String id) throws IOException {
    Decoded decoded =
        ImageCodecs.of(DecodeOptions.DEFAULT).decode(Files.readAllBytes(runs.image(id)));
    return ((Decoded.DecodedImage) decoded).image();
  }

  private Image transformed(String id, List<OperationPlan> plans) throws IOException {
    Image image = decoded(id);
    for (OperationPlan plan : plans) {
      image = plan.apply(image, SideImages.NONE);
    }
    return image;
  }

  private static Float[] boxed(float[] weights) {
    Float[] boxed = new Float[weights.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = weights[i];
    }
    return boxed;
  }

  @Test
  void attentionWeightsByCosineVaryAsTheMixesDo() {
    Set<Double> weights = new TreeSet<>();
    for (Row row : runs.once("mixpro-cosine", "inline").rows()) {
      MixPro.Plan plan = (MixPro.Plan) AttentionRuns.plan(row);
      assertThat(plan.attentionWeight()).isBetween(0.0, 1.0);
      assertThat(plan.attentionWeight() * 1024).isEqualTo(Math.rint(plan.attentionWeight() * 1024));
      double area = plan.area();
      assertThat(plan.lambda())
          .isBetween(
              Math.min(plan.baseAttention(), area) - 1e-12,
              Math.max(plan.baseAttention(), area) + 1e-12);
      weights.add(plan.attentionWeight());
    }
    assertThat(weights).hasSizeGreaterThan(runs.ids().size() / 2);
  }

  @Test
  void precomputedSaliencyCentersTheWindowOnThePeakOfTheWarpedMap() throws IOException {
    for (Row row : runs.once("saliencymix-precomputed", "table").rows()) {
      OutputPlan plan = Plans.read(row.getAs("plan"));
      SaliencyMix.Plan mix = (SaliencyMix.Plan) plan.mix();
      AttentionGrid map = warped(row.getAs("partner_id"), plan.partner()).attention();
      int best = 0;
      for (int i = 1; i < 9; i++) {
        best = map.weight(i / 3, i % 3) > map.weight(best / 3, best % 3) ? i : best;
      }
      // thirds of 64 pixels: their middles lie in pixels 10, 32 and 53
      int[] middles = {10, 32, 53};
      assertThat(mix.peak()).isEqualTo(new Point(middles[best / 3], middles[best % 3]));
      assertThat(mix.saliency()).isEqualTo(SaliencyMix.Detector.PRECOMPUTED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "table", "saliency"})
  void thePreviewComputesTheAttentionThatTheTasksUsed(String source) throws IOException {
    Run run = runs.once("tokenmix", source);
    PreviewReport preview = new PreviewJob(LocalSpark.session(), run.out().toString(), 5).run();
    assertThat(preview.attentionProblem()).isEmpty();
    assertThat(preview.examples())
        .hasSize(5)
        .allSatisfy(
            example -> {
              TokenMix.Plan plan = (TokenMix.Plan) example.mix().orElseThrow();
              double base = plan.baseScore(example.attention().base().orElseThrow());
              double partner = plan.partnerScore(example.attention().partner().orElseThrow());
              assertThat(plan.baseScore()).isEqualTo(Math.rint(base * 1024) / 1024);
              assertThat(plan.partnerScore()).isEqualTo(Math.rint(partner * 1024) / 1024);
            });
  }
}
