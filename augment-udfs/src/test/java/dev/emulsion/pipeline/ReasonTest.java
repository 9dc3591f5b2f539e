package dev.emulsion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.blend.Rejection;
import dev.emulsion.image.codec.Decoded;
import org.junit.jupiter.api.Test;

class ReasonTest {

  @Test
  void everyReasonOfADecoderIsDamageOfASampleOrOfAGeneratedImage() {
    for (Decoded.Reason reason : Decoded.Reason.values()) {
      assertThat(Reason.ofSample(reason).name()).isEqualTo(reason.name());
      assertThat(Reason.ofSample(reason).isDamage()).isTrue();
      assertThat(Reason.ofGenerated(reason).name()).isEqualTo("GENERATED_" + reason.name());
      assertThat(Reason.ofGenerated(reason).subject()).isEqualTo(Reason.Subject.GENERATED);
      assertThat(Reason.ofGenerated(reason).isDamage()).isTrue();
    }
  }

  @Test
  void whatARuleRejectsIsNoDamage() {
    for (Rejection.Reason reason : Rejection.Reason.values()) {
      assertThat(Reason.ofGenerated(reason).isDamage()).isFalse();
    }
    assertThat(Reason.NO_PARTNER.isDamage()).isFalse();
    assertThat(Reason.NO_USABLE_GENERATED.isDamage()).isFalse();
  }

  @Test
  void exclusionsAreKnownFromIdsAlone() {
    assertThat(Reason.names(Reason::isExclusion)).containsExactly("DUPLICATE", "NO_GENERATED");
  }
}
