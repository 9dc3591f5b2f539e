package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {

  private final Pace pace = new Pace();

  @Test
  void oneCountHasNoRate() {
    assertThat(pace.perSecond()).isEmpty();
    add(0, 5);
    assertThat(pace.perSecond()).isEmpty();
    assertThat(pace.secondsUntil(10)).isEmpty();
  }

  @Test
  void aSlowStartIsForgotten() {
    add(0, 1);
    add(100, 2); // 1 image in 100 s
    for (int second = 101; second <= 116; second++) {
      add(second, 2 + 50L * (second - 100));
    }
    assertThat(pace.perSecond()).hasValue(50.0);
    assertThat(pace.secondsUntil(1802)).hasValue(20.0); // 802 done, 1000 left
  }

  @Test
  void theWindowBeginsWithTheLastCountBeforeIt() {
    // counts arrive every 10 s; of those, the window of 16 s holds two and needs a third to begin
    for (int second = 0; second <= 60; second += 10) {
      add(second, second < 40 ? 0 : 10L * (second - 30));
    }
    assertThat(pace.perSecond()).hasValue(10.0);
  }

  @Test
  void theTimeLeftIsUnknownUntilTheRateIsSteady() {
    // the rate doubles every 4 s: in any window its halves differ
    long done = 1;
    for (int second = 0; second <= 40; second += 4) {
      add(second, done);
      done += 1L << second / 4;
      assertThat(pace.secondsUntil(1_000_000)).isEmpty();
    }
    for (int second = 44; second <= 60; second += 4) {
      done += 400;
      add(second, done);
    }
    assertThat(pace.perSecond()).hasValue(100.0);
    assertThat(pace.secondsUntil(done + 300)).hasValue(3.0);
  }

  @Test
  void theTimeLeftIsUnknownAgainWhileNothingIsCounted() {
    for (int second = 0; second <= 16; second++) {
      add(second, 10L * second);
    }
    assertThat(pace.secondsUntil(200)).hasValue(4.0);
    add(40, 160);
    add(60, 160);
    assertThat(pace.perSecond()).hasValue(0.0);
    assertThat(pace.secondsUntil(200)).isEmpty();
    add(61, 180);
    assertThat(pace.secondsUntil(200)).isPresent();
  }

  @Test
  void aNoisyRateIsTheMeanOfItsWindow() {
    Random random = new Random(1);
    double time = 0;
    while (time < 100) {
      add(time, (long) (20 * time) + random.nextInt(3));
      time += random.nextDouble();
    }
    // 2 images of noise in 16 s
    assertThat(pace.perSecond().orElseThrow()).isBetween(19.8, 20.2);
    assertThat(pace.secondsUntil(10_000).orElseThrow()).isBetween(390.0, 410.0);
  }

  private void add(double second, long done) {
    pace.add((long) (second * 1e9), done);
  }
}
