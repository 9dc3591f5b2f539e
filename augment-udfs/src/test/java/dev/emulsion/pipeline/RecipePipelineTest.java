package dev.emulsion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.image.Image;
import dev.emulsion.label.Label;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.random.SampleKey;
import dev.emulsion.recipe.Plans;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.spark.OutputRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecipePipelineTest {

  private static final int EPOCH = 3;
  private static final int CLASSES = 4;

  @Test
  void aMixedRowHasTheLabelsInTheShareOfLambda() {
    MixInput base = input("a", 1, 2, 2, 200);
    MixInput partner = input("b", 3, 2, 2, 0);
    OutputRow row = row(recipe("{mixup: {}}"), base, Optional.of(partner), 1);
    assertThat(row.rowId()).isEqualTo("a@3.1");
    assertThat(row.epoch()).isEqualTo(EPOCH);
    assertThat(row.variant()).isEqualTo(1);
    assertThat(row.baseId()).isEqualTo("a");
    assertThat(row.partnerId()).contains("b");
    assertThat(row.method()).isEqualTo("mixup");
    assertThat(row.labelBase()).isEqualTo(new Label.Single(1));
    assertThat(row.labelPartner()).contains(new Label.Single(3));
    assertThat(row.labelIndices()).containsExactly(1, 3);
    assertThat(row.labelWeights())
        .containsExactly((float) row.lambda(), (float) (1 - row.lambda()));
    assertThat(row.softLabel().orElseThrow())
        .containsExactly(0, (float) row.lambda(), 0, (float) (1 - row.lambda()));
    assertThat(Plans.read(row.plan().orElseThrow()).mix().lambda()).isEqualTo(row.lambda());
  }

  @Test
  void aRowWithoutPartnerShowsTheBase() {
    OutputRow row = row(recipe("{mixup: {}}"), input("a", 1, 2, 3, 200), Optional.empty(), 0);
    assertThat(row.partnerId()).isEmpty();
    assertThat(row.labelPartner()).isEmpty();
    assertThat(row.method()).isEqualTo("none");
    assertThat(row.lambda()).isEqualTo(1.0);
    assertThat(row.height()).isEqualTo(2);
    assertThat(row.width()).isEqualTo(3);
    assertThat(row.channels()).isEqualTo(3);
    assertThat(row.labelIndices()).containsExactly(1);
    byte[] pixels = new byte[2 * 3 * 3];
    Arrays.fill(pixels, (byte) 200);
    assertThat(row.image()).isEqualTo(pixels);
  }

  @Test
  void denseLabelsAndPlansAreOptional() {
    OutputRow row =
        row(
            recipe("{mixup: {}}", "labels.dense=false", "output.plans=omit"),
            input("a", 1, 2, 2, 200),
            Optional.empty(),
            0);
    assertThat(row.softLabel()).isEmpty();
    assertThat(row.plan()).isEmpty();
  }

  @Test
  void variantsOfOnePairDifferAndEachIsReproducible() {
    Recipe recipe = recipe("{mixup: {}}");
    MixInput base = input("a", 1, 2, 2, 200);
    Optional<MixInput> partner = Optional.of(input("b", 3, 2, 2, 0));
    assertThat(row(recipe, base, partner, 0).lambda())
        .isEqualTo(row(recipe, base, partner, 0).lambda())
        .isNotEqualTo(row(recipe, base, partner, 1).lambda());
  }

  @Test
  void imagesOfDifferentSizesCannotBeMixed() {
    assertThatThrownBy(
            () ->
                row(
                    recipe("{mixup: {}}"),
                    input("a", 1, 2, 2, 0),
                    Optional.of(input("b", 3, 2, 3, 0)),
                    0))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "cannot mix a (2×2) with b (2×3): sizes differ; end the transforms with one that fixes"
                + " the size");
  }

  @Test
  void aRowThatWaitsForAttentionCannotBeCompleted() {
    MixInput base = input("a", 1, 2, 2, 0);
    PendingRow waiting =
        new PendingRow(
            base,
            Optional.empty(),
            0,
            new Unmixed(),
            base.image(),
            List.of(PendingAttention.of(base.image())));
    assertThatThrownBy(() -> pipeline(recipe("{mixup: {}}")).toRow(waiting))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the label of a still waits for attention");
  }

  @Test
  void everyMemberOfAPartnerIsChosenBySomeVariant() {
    MixInput base = input("a", 1, 2, 2, 0);
    List<MixInput> members = List.of(input("b", 3, 2, 2, 0), input("c", 3, 2, 2, 0));
    PreparedSample partner =
        new PreparedSample("b", base.label(), Collections.nCopies(20, members), 2, List.of());
    SamplePipeline pipeline = pipeline(recipe("{mixup: {}}"));
    List<MixInput> chosen = new ArrayList<>();
    for (int variant = 0; variant < 20; variant++) {
      chosen.add(pipeline.choosePartner(base, partner, variant));
      assertThat(pipeline.choosePartner(base, partner, variant)).isSameAs(chosen.get(variant));
    }
    // both missing from 20 fair draws has a probability of 2^-19
    assertThat(chosen).containsAll(members);
  }

  private static OutputRow row(
      Recipe recipe, MixInput base, Optional<MixInput> partner, int variant) {
    SamplePipeline pipeline = pipeline(recipe);
    return pipeline.toRow(pipeline.mix(base, partner, variant));
  }

  private static SamplePipeline pipeline(Recipe recipe) {
    return RecipePipeline.of(PipelineSpec.byArea(recipe, EPOCH, CLASSES));
  }

  private static Recipe recipe(String mix, String... set) {
    return RecipeLoader.parse(
            "mix.yaml",
            "input: {path: in}\noutput: {path: out}\ntransform: [{resize: {size: [2, 2]}}]\nmix: "
                + mix,
            List.of(set))
        .forLabels(Label.Kind.SINGLE);
  }

  private static MixInput input(String id, int label, int height, int width, int gray) {
    byte[] samples = new byte[height * width * 3];
    Arrays.fill(samples, (byte) gray);
    return new MixInput(
        id,
        id,
        SampleKey.of(id),
        new Label.Single(label),
        Image.of(height, width, 3, samples),
        List.of(),
        PendingAttention.known(Optional.empty()));
  }
}
