package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.image.Samples;
import dev.emulsion.image.codec.DecodeOptions.Codec;
import dev.emulsion.image.codec.DecodeOptions.Orientation;
import dev.emulsion.image.codec.DecodeOptions.Truncated;
import dev.emulsion.image.codec.Decoded.DecodedImage;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCodecTest {

  private static final Optional<Throwable> NO_LIBRARY =
      Optional.of(new UnsatisfiedLinkError("no jniopencv_core in java.library.path"));

  @Test
  void autoIsNativeWhereTheLibrariesLoad() {
    assertThat(ImageCodecs.of(DecodeOptions.DEFAULT, Optional.empty()))
        .isInstanceOf(NativeCodec.class);
  }

  @Test
  void autoFallsBackToTheJdk() {
    assertThat(ImageCodecs.of(DecodeOptions.DEFAULT, NO_LIBRARY)).isInstanceOf(JdkCodec.class);
  }

  @Test
  void webpIsNotQuarantinedOnlyBecauseTheLibrariesDoNotLoadHere() {
    ImageCodec fallback = ImageCodecs.of(DecodeOptions.DEFAULT, NO_LIBRARY);
    byte[] webp = Samples.file("images/w_37x53_lossy.webp");
    assertThatThrownBy(() -> fallback.decode(webp))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "WebP needs the native codec, but OpenCV does not load here"
                + " (java.lang.UnsatisfiedLinkError: no jniopencv_core in java.library.path);"
                + " set decode.codec to jdk to quarantine WebP files everywhere");
  }

  @Test
  void nativeWithoutItsLibrariesNamesTheCauseAndTheWayOut() {
    DecodeOptions options =
        new DecodeOptions(Codec.NATIVE, Orientation.IGNORE, Truncated.REJECT, DecodeLimits.DEFAULT);
    assertThatThrownBy(() -> ImageCodecs.of(options, NO_LIBRARY))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "decode.codec is native, but OpenCV does not load here (java.lang.UnsatisfiedLinkError:"
                + " no jniopencv_core in java.library.path); set decode.codec to auto or jdk")
        .hasCause(NO_LIBRARY.get());
  }

  @Test
  void oneCodecServesManyThreads() {
    ImageCodec codec = Samples.strict(Codec.NATIVE);
    byte[] encoded = Samples.file(Samples.JPEG);
    Decoded expected = codec.decode(encoded);
    assertThat(expected).isInstanceOf(DecodedImage.class);
    assertThat(IntStream.range(0, 400).parallel().mapToObj(i -> codec.decode(encoded)))
        .allMatch(expected::equals);
  }

  /** What the process below runs. */
  static final class Probe {

    private Probe() {}

    public static void main(String[] arguments) {
      System.out.println(ImageCodecs.nativeFailure().orElse("loaded"));
      System.out.println(ImageCodecs.of(DecodeOptions.DEFAULT));
    }
  }

  @Test
  void whereTheLibrariesAreMissingTheNameOfTheCodecSaysSo() throws Exception {
    Process probe =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.platform=linux-none",
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(probe.waitFor()).isZero();
    String reason = said.lines().findFirst().orElseThrow();
    assertThat(reason).startsWith("java.lang.UnsatisfiedLinkError: ");
    assertThat(said.lines().skip(1).findFirst())
        .contains(
            "jdk (own decoders, encoders of Java "
                + Runtime.version().feature()
                + "; OpenCV does not load: "
                + reason
                + ")");
  }

  @Test
  void theLibrariesLoadInAContainerWithoutAHome(@TempDir Path temporary) throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(librariesOf(file.resolve("below-a-file").toString(), temporary))
        .anyMatch(path -> path.toString().contains(".javacpp"));
  }

  @Test
  void aUserForWhomJavaKnowsNoHomeHasTheLibrariesInTheTemporaryFolder(@TempDir Path temporary)
      throws Exception {
    assertThat(librariesOf("?", temporary))
        .containsExactly(temporary.resolve(".javacpp-" + System.getProperty("user.name")));
  }

  /** What is in {@code temporary} once a process has loaded the libraries there. */
  private static List<Path> librariesOf(String home, Path temporary) throws Exception {
    Process probe =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Probe.class.getName())
            .directory(temporary.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(probe.waitFor()).isZero();
    assertThat(said).startsWith("loaded");
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }

  private static String absolute(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
