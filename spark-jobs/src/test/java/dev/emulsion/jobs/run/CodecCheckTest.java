package dev.emulsion.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.jobs.run.CodecCheck.Place;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CodecCheckTest {

  private static final String REASON = "libm.so.6: version `GLIBC_2.35' not found";

  private static final Place DRIVER = loads("the driver");
  private static final Place ONE = loads("executor 1 on a");
  private static final Place TWO = fails("executor 2 on b");

  private static Place loads(String name) {
    return new Place(name, "native (OpenCV 4)", "");
  }

  private static Place fails(String name) {
    return new Place(name, "jdk (own)", REASON);
  }

  private static CodecCheck check(String section, Place... places) {
    Recipe recipe =
        RecipeLoader.parse(
            "test", "input: {path: in}\nmix: none\ntransform: []\n" + section, List.of());
    return new CodecCheck(recipe, List.of(places));
  }

  private static final String AUTO = "output: {path: out}";

  @Test
  void executorsCanSendTheirAnswer() throws IOException {
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(ONE);
      out.writeObject(TWO);
    }
  }

  @Test
  void nothingIsSaidWhereOpenCvLoads() {
    CodecCheck check = check("output: {path: out, profile: hf, encoding: webp}", DRIVER, ONE);
    assertThat(check.codecs()).isEqualTo("native (OpenCV 4)");
    assertThat(check.warning()).isEmpty();
    assertThatCode(() -> check.requireNoWebp(() -> Optional.of("a.webp")))
        .doesNotThrowAnyException();
  }

  @Test
  void anExecutorThatDiffersFromTheDriverIsNamedWithReasonAndCost() {
    CodecCheck check = check(AUTO, DRIVER, ONE, TWO);
    assertThat(check.codecs()).isEqualTo("jdk (own) and native (OpenCV 4)");
    assertThat(check.warning())
        .contains(
            "OpenCV does not load on executor 2 on b ("
                + REASON
                + "); the JDK's codec, which is used there, gives the same pixels, but reads no"
                + " WebP and, where Java has no vectors of 256 bits, takes about half as long again"
                + " for each JPEG; docs/codecs.md says what OpenCV needs");
  }

  @Test
  void ofManyExecutorsThreeAreNamed() {
    CodecCheck check = check(AUTO, fails("the driver"), TWO, fails("c"), fails("d"), fails("e"));
    assertThat(check.warning().orElseThrow())
        .startsWith("OpenCV does not load on the driver, executor 2 on b, c and 2 more (" + REASON);
  }

  @Test
  void webpIsRefusedBeforeTheFirstTask() {
    CodecCheck input = check(AUTO, DRIVER, TWO);
    assertThatThrownBy(() -> input.requireNoWebp(() -> Optional.of("cat/1.webp")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cat/1.webp is WebP, which needs the native codec, but OpenCV does not load on executor"
                + " 2 on b ("
                + REASON
                + "); run where it loads, convert such images to PNG or JPEG, or set decode.codec"
                + " to jdk to quarantine them");
    assertThatCode(() -> input.requireNoWebp(Optional::empty)).doesNotThrowAnyException();
    CodecCheck output = check("output: {path: out, profile: hf, encoding: webp}", DRIVER, TWO);
    assertThatThrownBy(() -> output.requireNoWebp(Optional::empty))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "output.encoding is webp, which only the native codec writes, but OpenCV does not load"
                + " on executor 2 on b ("
                + REASON
                + "); set output.encoding to png or jpeg, or run where it loads");
  }

  @Test
  void anExecutorThatJoinsLaterAndDecodesAnotherWayIsReported() {
    CodecCheck check = check(AUTO, DRIVER, ONE);
    String late = "jdk (own; OpenCV does not load: " + REASON + ")";
    assertThat(check.warning(Set.of("native (OpenCV 4)", late)))
        .contains(
            "an executor that joined after the run began decodes with "
                + late
                + ", which reads no WebP and, where Java has no vectors of 256 bits, takes about"
                + " half as long again for each JPEG; docs/codecs.md says what OpenCV needs");
    assertThat(check.warning(Set.of("native (OpenCV 4)"))).isEmpty();
    assertThat(check(AUTO, DRIVER, TWO).warning(Set.of(TWO.codec()))).isEmpty();
    assertThat(check(AUTO, TWO).warning(Set.of(DRIVER.codec()))).isEmpty(); // better than expected
  }

  @Test
  void nativeStopsIfAnExecutorCannotLoadIt() {
    CodecCheck check = check("decode: {codec: native}\n" + AUTO, DRIVER, TWO);
    assertThatThrownBy(check::requireNative)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "decode.codec is native, but OpenCV does not load on executor 2 on b ("
                + REASON
                + "); set decode.codec to auto or jdk, or run where it loads");
  }
}
