package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The native libraries that we ship load on Amazon Linux 2023 (every EMR 7), Rocky Linux 9
 * (Dataproc) and Debian 11: they need no newer symbols than those systems have.
 */
class NativeRequirementsTest {

  /** Of Rocky Linux 9; that of Amazon Linux 2023 is no older. */
  private static final Map<String, Version> NEWEST =
      Map.of(
          "GLIBC", Version.parse("2.34"),
          "GLIBCXX", Version.parse("3.4.29"),
          "CXXABI", Version.parse("1.3.13"));

  private static final Pattern SHIPPED_JAR =
      Pattern.compile("(opencv|openblas|javacpp|onnxruntime|jna)-[0-9].*\\.jar");

  private static final Pattern LIBRARY =
      Pattern.compile(".*linux-(x86_64|x86-64|x64|arm64|aarch64)/.*\\.so(\\.[0-9]+)*");

  @Test
  void shippedLibrariesNeedNothingNewerThanEnterpriseLinux9() throws IOException {
    List<String> tooNew = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    for (File jar : shippedJars()) {
      try (ZipFile zip = new ZipFile(jar)) {
        for (ZipEntry entry :
            (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
          if (LIBRARY.matcher(entry.getName()).matches()) {
            seen.add(entry.getName());
            byte[] library = zip.getInputStream(entry).readAllBytes();
            new ElfFile(library)
                .versionNeeds().stream()
                    .filter(NativeRequirementsTest::isTooNew)
                    .forEach(need -> tooNew.add(entry.getName() + " needs " + need));
          }
        }
      }
    }
    assertThat(seen)
        .contains(
            "org/bytedeco/opencv/linux-x86_64/libjniopencv_imgcodecs.so",
            "org/bytedeco/opencv/linux-arm64/libjniopencv_imgcodecs.so",
            "org/bytedeco/openblas/linux-x86_64/libjniopenblas_nolapack.so",
            "org/bytedeco/openblas/linux-arm64/libjniopenblas_nolapack.so",
            "ai/onnxruntime/native/linux-x64/libonnxruntime.so");
    assertThat(tooNew).isEmpty();
  }

  private static List<File> shippedJars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(File::new)
        .filter(file -> SHIPPED_JAR.matcher(file.getName()).matches())
        .toList();
  }

  private static boolean isTooNew(String need) {
    int at = need.indexOf('_');
    Version newest = at < 0 ? null : NEWEST.get(need.substring(0, at));
    String version = need.substring(at + 1);
    return newest != null
        && Character.isDigit(version.charAt(0)) // not GLIBC_PRIVATE
        && Version.parse(version).compareTo(newest) > 0;
  }

  @ParameterizedTest
  @CsvSource({
    "GLIBC_2.34, false",
    "GLIBC_2.2.5, false",
    "GLIBC_2.35, true",
    "GLIBC_2.100, true",
    "GLIBCXX_3.4.29, false",
    "GLIBCXX_3.4.30, true",
    "CXXABI_1.3.14, true",
    "GLIBC_PRIVATE, false",
    "libpng16_0, false"
  })
  void versionsAreComparedAsNumbers(String need, boolean tooNew) {
    assertThat(isTooNew(need)).isEqualTo(tooNew);
  }
}
