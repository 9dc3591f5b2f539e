package dev.emulsion.ring;

import dev.emulsion.image.Image;
import dev.emulsion.label.Label;
import dev.emulsion.mix.GivenMix;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.MixInput;
import dev.emulsion.pipeline.PendingAttention;
import dev.emulsion.pipeline.PendingRow;
import dev.emulsion.pipeline.Preparation;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.Reason;
import dev.emulsion.pipeline.RejectedSample;
import dev.emulsion.pipeline.SamplePipeline;
import dev.emulsion.random.SampleKey;
import dev.emulsion.spark.OutputRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A pipeline of names: a row is called after its members, such as {@code a+b}. The one value of an
 * image is the variant that it was made for.
 */
final class FakePipeline implements SamplePipeline {

  private static final int VARIANTS = 3;

  private final Set<String> unreadable = new HashSet<>();
  private final Map<String, Integer> members = new HashMap<>();
  private final List<String> prepared = new ArrayList<>();
  private final List<GivenMix> given = new ArrayList<>();

  void unreadable(String... ids) {
    unreadable.addAll(List.of(ids));
  }

  /** Gives a sample members named {@code id#0, id#1, …}; if none, one image that is rejected. */
  void members(String id, int count) {
    members.put(id, count);
  }

  /** Ids in the order in which they were prepared. */
  List<String> prepared() {
    return prepared;
  }

  /** What was given of each mixing, in order. */
  List<GivenMix> given() {
    return given;
  }

  @Override
  public Preparation prepare(EncodedSample sample) {
    String id = sample.id();
    prepared.add(id);
    if (unreadable.contains(id)) {
      return new RejectedSample(id, Reason.CORRUPT, "not an image");
    }
    List<List<MixInput>> variants = new ArrayList<>();
    for (int variant = 0; variant < VARIANTS; variant++) {
      variants.add(members(id, variant, sample.label()));
    }
    int joined = members.getOrDefault(id, 0);
    List<RejectedSample> rejected =
        variants.get(0).isEmpty()
            ? List.of(new RejectedSample(id + "#0", Reason.GENERATED_CORRUPT, "not an image"))
            : List.of();
    return new PreparedSample(id, sample.label(), variants, joined, rejected);
  }

  private List<MixInput> members(String id, int variant, Label label) {
    if (!members.containsKey(id)) {
      return List.of(member(id, id, variant, label));
    }
    List<MixInput> made = new ArrayList<>();
    for (int i = 0; i < members.get(id); i++) {
      made.add(member(id, id + "#" + i, variant, label));
    }
    return made;
  }

  private static MixInput member(String id, String name, int variant, Label label) {
    Image image = Image.of(1, 1, 3, new byte[] {(byte) variant, 0, 0});
    return new MixInput(
        id, name, SampleKey.of(name), label, image, List.of(), PendingAttention.of(image));
  }

  @Override
  public MixInput choosePartner(MixInput base, PreparedSample partner, int variant) {
    return partner.members(variant).get(variant % partner.members());
  }

  @Override
  public PendingRow mix(MixInput base, Optional<MixInput> partner, GivenMix given, int variant) {
    requireVariant(base, variant);
    this.given.add(given);
    partner.ifPresent(other -> requireVariant(other, variant));
    return new PendingRow(base, partner, variant, new Unmixed(), base.image(), List.of());
  }

  private static void requireVariant(MixInput image, int variant) {
    if (image.image().samples()[0] != variant) {
      throw new AssertionError(image.name() + " was transformed for another variant");
    }
  }

  @Override
  public OutputRow toRow(PendingRow row) {
    return new OutputRow(
        row.base().name() + row.partner().map(partner -> "+" + partner.name()).orElse(""),
        0,
        row.variant(),
        row.base().id(),
        row.partner().map(MixInput::id),
        "none",
        new byte[0],
        1,
        1,
        3,
        row.base().label(),
        row.partner().map(MixInput::label),
        1.0,
        1.0,
        new int[0],
        new float[0],
        Optional.empty(),
        Optional.empty());
  }
}
