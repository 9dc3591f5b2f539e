package dev.emulsion.io.side;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.transform.GeneratedKey;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class GeneratedFileNameTest {

  private static void assertParses(String path, String source, String prompt, int index) {
    assertThat(GeneratedFileName.parse(path)).contains(new GeneratedKey(source, prompt, index));
  }

  @Example
  void namesOfTheAuthorsCodeAreParsed() {
    assertParses("cat/1.jpg_generated_snowy_0.jpg", "cat/1.jpg", "snowy", 0);
    assertParses(
        "a/b/1_generated_a sketch with crayon_12.png", "a/b/1", "a sketch with crayon", 12);
    assertParses("1.jpg_generated_Ukiyo-e_0.JPEG", "1.jpg", "ukiyo-e", 0);
    assertParses("x_generated_y_generated_van_gogh_3.webp", "x_generated_y", "van_gogh", 3);
    assertParses("x_generated_st. ives_0.jpg", "x", "st. ives", 0);
  }

  @Example
  void aNameThatIsNotEncodedDecodesToItself() {
    assertParses("1_generated_100% wool_0.jpg", "1", "100% wool", 0);
    assertParses("1_generated_50%ff gray_0.jpg", "1", "50%ff gray", 0);
    assertParses("a%20b.jpg_generated_%E9%9B%AA_0.jpg", "a%20b.jpg", "雪", 0);
  }

  @Example
  void otherNamesAreNotParsed() {
    for (String other :
        new String[] {
          "cat/1.jpg",
          "cat/1.jpg_generated_snowy_0.txt",
          "cat/1.jpg_generated_snowy.jpg",
          "cat/1.jpg_generated_snowy_x.jpg",
          "cat/1.jpg_generated_snowy_-1.jpg",
          "cat/1.jpg_generated_snowy_9999999999.jpg",
          "cat/1.jpg_generated_0.jpg",
          "cat/1.jpg_generated__0.jpg",
          "cat/1.jpg_generated_ _0.jpg",
          "cat/_generated_snowy_0.jpg",
          "a_generated_snowy_0/1.jpg",
          ".cat/1.jpg_generated_snowy_0.jpg",
        }) {
      assertThat(GeneratedFileName.parse(other)).as(other).isEmpty();
    }
  }

  @Example
  void onlyUnsafeCharactersOfAPromptAreEncoded() {
    assertThat(GeneratedFileName.of(new GeneratedKey("cat/1.jpg", "watercolor art", 0)))
        .isEqualTo("cat/1.jpg_generated_watercolor art_0.jpg");
    assertThat(GeneratedFileName.of(new GeneratedKey("1", "half/half, 5% #1 🎨", 2)))
        .isEqualTo("1_generated_half%2Fhalf, 5%25 #1 🎨_2.jpg");
    assertThat(GeneratedFileName.of(new GeneratedKey("1", "van_gogh:\u0000\u00A0x", 0)))
        .isEqualTo("1_generated_van%5Fgogh%3A%00\u00A0x_0.jpg");
  }

  @Property
  void everyFileNameIsParsedToItsKey(
      @ForAll("sources") String source,
      @ForAll("texts") String text,
      @ForAll @IntRange(max = 999_999_999) int index) {
    String prompt = GeneratedConfig.normalized("x" + text);
    GeneratedKey key = new GeneratedKey(source, prompt, index);
    assertThat(GeneratedFileName.parse(GeneratedFileName.of(key))).contains(key);
    assertThat(GeneratedFiles.unpacked(GeneratedFiles.packed(key))).isEqualTo(key);
    assertThat(GeneratedFileName.of(key).substring(source.length()))
        .doesNotContain("/", "\\", "\n", ":");
  }

  @Provide
  Arbitrary<String> sources() {
    return Arbitraries.of(
        "1.jpg", "cat/1.jpg", "a_generated_b_0.jpg", "_generated_", "50%25/#1 ä🎨", "a:b/c_");
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> any =
        Arbitraries.strings()
            .withChars('\u0000', '\ud7ff')
            .withChars('/', '\\', '%', '_', ' ', '#', ':', '\n')
            .ofMaxLength(12);
    Arbitrary<String> words =
        Arbitraries.of(
            "generated", "_generated_", "generated_", "%2F", "%", "🎨", "_0", ".jpg", " ");
    return Arbitraries.oneOf(any, words).list().ofMaxSize(4).map(parts -> String.join("", parts));
  }

  @Example
  void aKeyThatNoFileCanBeNamedByIsRejectedWithAReason() {
    assertThat(GeneratedFileName.obstacle(new GeneratedKey("cat/1.jpg", "snowy", 0))).isEmpty();
    for (String source :
        new String[] {"", "/data/1.jpg", "s3a://b/1.jpg", "a/../1", ".a/1", "a\n"}) {
      assertThat(GeneratedFileName.obstacle(new GeneratedKey(source, "snowy", 0)))
          .as(source)
          .contains("the id is not a relative path of visible names");
    }
    // "1" + "_generated_" + "_0.jpg" are 18 bytes
    assertThat(GeneratedFileName.obstacle(new GeneratedKey("folder/1", "x".repeat(237), 0)))
        .isEmpty();
    assertThat(GeneratedFileName.obstacle(new GeneratedKey("folder/1", "ä".repeat(119), 0)))
        .contains("its file name would have 256 bytes, and at most 255 fit");
  }
}
