package dev.emulsion.pipeline;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionResult;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.image.Image;
import dev.emulsion.mix.AttentionTarget;
import dev.emulsion.mix.GivenMix;
import dev.emulsion.mix.MixPlan;
import dev.emulsion.mix.Mixing;
import dev.emulsion.mix.Unmixed;
import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import java.util.List;
import java.util.Optional;

/** The second stage: draws how a base and its partner are mixed, and mixes them. */
record SampleMixer(Mixing mixing, AttentionSource attentionSource, long seed, int epoch) {

  static SampleMixer of(PipelineSpec spec) {
    return new SampleMixer(
        spec.recipe().mix(), spec.attentionSource(), spec.recipe().seed(), spec.epoch());
  }

  MixInput choosePartner(MixInput base, PreparedSample partner, int variant) {
    List<MixInput> members = partner.members(variant);
    return members.get(
        new SideInputDraws(seed, epoch).partnerMember(base.key(), variant, members.size()));
  }

  PendingRow mix(MixInput base, Optional<MixInput> partner, GivenMix given, int variant) {
    return partner
        .map(other -> mix(base, other, given, variant))
        .orElseGet(() -> PendingRow.unmixed(base, variant, new Unmixed()));
  }

  private PendingRow mix(MixInput base, MixInput partner, GivenMix given, int variant) {
    MixPlan plan = plan(base, partner, given, variant);
    if (plan instanceof Unmixed) {
      return PendingRow.unmixed(base, variant, plan);
    }
    Image mixture = plan.apply(base.image(), partner.image());
    return new PendingRow(
        base,
        Optional.of(partner),
        variant,
        plan,
        mixture,
        attentions(base, partner, plan, mixture));
  }

  private MixPlan plan(MixInput base, MixInput partner, GivenMix given, int variant) {
    if (!base.image().size().equals(partner.image().size())) {
      throw new DataException(
          "cannot mix "
              + base.id()
              + " ("
              + base.image().size()
              + ") with "
              + partner.id()
              + " ("
              + partner.image().size()
              + "): sizes differ; end the transforms with one that fixes the size");
    }
    Draws draws = new PhiloxDraws(new DrawKey(seed, epoch, base.key(), Purpose.MIX, variant, 0));
    return mixing.plan(base.image(), partner.image(), storedMaps(base, partner), given, draws);
  }

  /** The stored maps of base and partner; empty unless both are known. */
  private List<AttentionResult> storedMaps(MixInput base, MixInput partner) {
    Optional<AttentionResult> ofBase = base.attention().result();
    Optional<AttentionResult> ofPartner = partner.attention().result();
    return attentionSource == AttentionSource.TABLE && ofBase.isPresent() && ofPartner.isPresent()
        ? List.of(ofBase.get(), ofPartner.get())
        : List.of();
  }

  /** Only a model can attend to the mixture; other sources know the two inputs. */
  private List<PendingAttention> attentions(
      MixInput base, MixInput partner, MixPlan plan, Image mixture) {
    if (attentionSource == AttentionSource.AREA
        || plan.attentionTarget() == AttentionTarget.NOWHERE) {
      return List.of();
    }
    return attentionSource == AttentionSource.INLINE
            && plan.attentionTarget() == AttentionTarget.AT_MIXTURE
        ? List.of(PendingAttention.of(mixture))
        : List.of(base.attention(), partner.attention());
  }
}
