package dev.emulsion.io.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexRowCodecTest {

  private static void assertDecodesToItself(SourceLabel label) {
    IndexRow row = new IndexRow("x", label, "x", 5);
    assertThat(IndexRowCodec.decode(IndexRowCodec.encode(row))).isEqualTo(row);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 63, 64, 8191, 8192, 1L << 40, Long.MAX_VALUE})
  void anyLengthIsDecoded(long length) {
    SourceLabel cat = SourceLabel.ofTexts(List.of("cat"));
    IndexRow row = new IndexRow("größe/1", cat, "a.tar#000", length, -length);
    assertThat(IndexRowCodec.decode(IndexRowCodec.encode(row))).isEqualTo(row);
  }

  @Test
  void labelsOfEveryFormAreDecoded() {
    assertDecodesToItself(SourceLabel.ofTexts(Arrays.asList("cat", null, "")));
    assertDecodesToItself(SourceLabel.ofWeights(Arrays.asList(0.25f, null, Float.NaN)));
    assertDecodesToItself(SourceLabel.NONE);
  }

  @Test
  void anIdThatEqualsTheLocationTakesOneByte() {
    // location 1 + 9, id 1, length 1, stamp 8, number of labels 1, label 1 + 3, no weights 1
    SourceLabel cat = SourceLabel.ofTexts(List.of("cat"));
    byte[] encoded = IndexRowCodec.encode(new IndexRow("cat/1.jpg", cat, "cat/1.jpg", 5));
    assertThat(encoded).hasSize(26);
    assertThat(IndexRowCodec.location(encoded)).isEqualTo("cat/1.jpg");
    assertThat(IndexRowCodec.decode(encoded).id()).isEqualTo("cat/1.jpg");
  }
}
