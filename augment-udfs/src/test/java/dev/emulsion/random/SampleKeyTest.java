package dev.emulsion.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleKeyTest {

  @Test
  void isTheStartOfThePublishedDigestOfAbc() {
    // FIPS 180-4: SHA-256("abc") = ba7816bf 8f01cfea 414140de 5dae2223 ...
    assertThat(SampleKey.of("abc"))
        .isEqualTo(new SampleKey(0xba7816bf8f01cfeaL, 0x414140de5dae2223L));
  }

  @Test
  void anAccentHasOneKeyHoweverItIsComposed() {
    assertThat(SampleKey.of("cafe\u0301/1.jpg")).isEqualTo(SampleKey.of("caf\u00e9/1.jpg"));
  }

  @Test
  void anotherIdHasAnotherKey() {
    assertThat(SampleKey.of("cat/1.jpg")).isNotEqualTo(SampleKey.of("cat/2.jpg"));
  }

  @Test
  void aKeyDoesNotDependOnTheIdsBeforeIt() {
    SampleKey first = SampleKey.of("cat/1.jpg");
    SampleKey.of("a much longer id than the one before, over more than a single block of SHA-256");
    assertThat(SampleKey.of("cat/1.jpg")).isEqualTo(first);
  }
}
