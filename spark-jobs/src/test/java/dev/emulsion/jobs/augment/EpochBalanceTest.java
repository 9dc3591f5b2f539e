package dev.emulsion.jobs.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.io.run.Manifest;
import dev.emulsion.io.run.Manifest.GeneratedUse;
import dev.emulsion.jobs.run.SliceMetrics.SliceSummary;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EpochBalanceTest {

  private static EpochBalance balance(
      long samples, long generated, long emitted, long quarantined, GeneratedUse use) {
    return new EpochBalance(
        samples,
        generated,
        new SliceSummary(
            emitted,
            emitted,
            quarantined,
            emitted,
            0,
            Map.of(),
            Map.of(),
            use,
            Manifest.Decoding.NONE,
            "00"));
  }

  private static GeneratedUse use(long used, long joined, long black) {
    Map<String, Long> rejected = black > 0 ? Map.of("GENERATED_BLACK", black) : Map.of();
    return new GeneratedUse(used, joined, rejected, used - joined - black);
  }

  @Test
  void everySampleIsEmittedOrQuarantined() {
    EpochBalance whole = balance(10, 0, 8, 2, use(0, 0, 0));
    assertThat(whole.isConserved()).isTrue();
    assertThatCode(whole::requireConserved).doesNotThrowAnyException();

    EpochBalance lost = balance(10, 0, 7, 2, use(0, 0, 0));
    assertThat(lost.isConserved()).isFalse();
    assertThatThrownBy(lost::requireConserved)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the input changed during the run: 10 samples were listed, but 7 were emitted and 2"
                + " quarantined; rerun once it is no longer being written");
  }

  @Test
  void everyDrawnImageReachesItsSample() {
    EpochBalance lost = balance(10, 5, 10, 0, use(4, 4, 0));
    assertThat(lost.isConserved()).isFalse();
    assertThatThrownBy(lost::requireConserved)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the generated images changed during the run: 5 were drawn, but 4 were read; rerun once"
                + " they are no longer being written");
  }

  @Test
  void rejectingEveryGeneratedImageFails() {
    assertThatThrownBy(() -> balance(2, 3, 0, 2, use(3, 0, 3)).requireRows("out/quarantine"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "no sample is left: of 3 generated images, 3 were rejected (GENERATED_BLACK: 3); all"
                + " are listed in out/quarantine. Relax generated.reject, or set generated.missing"
                + " to original");
    assertThatCode(() -> balance(2, 3, 1, 1, use(3, 1, 2)).requireRows("out"))
        .doesNotThrowAnyException();
  }

  @Test
  void theQuarantineTableListsSamplesImagesAndWhatWasExcludedBefore() {
    EpochBalance balance = balance(10, 3, 8, 2, use(3, 2, 1));
    assertThatCode(() -> balance.requireListed("q", 2 + 1 + 4, 4)).doesNotThrowAnyException();
    assertThatThrownBy(() -> balance.requireListed("q", 6, 4))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "q must have the 7 rows that this process wrote, has 6: another process wrote to it;"
                + " run the same command again");
  }
}
