package dev.emulsion.io.fs;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * Names of local files, which Java 17 decodes by the locale that its process was started in. In a
 * locale without UTF-8, such as {@code C} or {@code POSIX}, a name outside ASCII can't be opened,
 * and in one such as Latin-1 it would be another id. Either is refused wherever such a name occurs,
 * on the driver and in tasks.
 *
 * @see <a href="https://openjdk.org/jeps/400">JEP 400, which leaves {@code sun.jnu.encoding} to the
 *     locale</a>
 */
public final class LocalNames {

  private static final String ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");
  private static final boolean UTF_8 = isUtf8(ENCODING);

  /** What the decoder puts for bytes that it cannot decode. */
  private static final char UNDECODED = '\uFFFD';

  private LocalNames() {}

  private static boolean isUtf8(String encoding) {
    return Charset.isSupported(encoding)
        && Charset.forName(encoding).equals(StandardCharsets.UTF_8);
  }

  /** The locale that this process was started in, if it has UTF-8: executors need it as well. */
  public static Optional<String> locale() {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(System::getenv)
        .filter(value -> value != null && !value.isEmpty())
        .findFirst()
        .filter(value -> UTF_8);
  }

  /**
   * Checks that arguments of the command line were decoded as they were meant.
   *
   * @throws ConfigException if one is outside ASCII and this process is in a locale without UTF-8
   */
  public static void requireArguments(String... arguments) {
    Arrays.stream(arguments)
        .filter(argument -> !UTF_8 && !isAscii(argument))
        .findFirst()
        .ifPresent(
            argument -> {
              throw wrongLocale("arguments", argument);
            });
  }

  /**
   * Checks that a local file of this name can be opened.
   *
   * @throws ConfigException if it is outside ASCII and this process is in a locale without UTF-8
   */
  public static void require(String path) {
    if (!UTF_8 && !isAscii(path)) {
      throw wrongLocale("names of files", path);
    }
  }

  private static ConfigException wrongLocale(String things, String example) {
    return new ConfigException(
        things
            + " outside ASCII, such as "
            + example
            + ", need a process that was started in a locale with UTF-8, but this one has "
            + ENCODING
            + "; start it with LC_ALL=C.UTF-8 in its environment (on a cluster with spark-submit"
            + " --conf spark.executorEnv.LC_ALL=C.UTF-8 --conf"
            + " spark.yarn.appMasterEnv.LC_ALL=C.UTF-8)");
  }

  /**
   * Explains a name that a local folder lists, but that cannot be opened.
   *
   * @param name as Java decodes it
   * @return whether it is a link to a file that does not exist; else the name is gone again
   * @throws DataException if the name is not UTF-8
   * @throws ConfigException if this process is in a locale without UTF-8
   */
  static boolean isDangling(Path folder, String name) {
    String path = folder.toUri().getPath() + "/" + name;
    require(path);
    if (name.indexOf(UNDECODED) >= 0) {
      throw new DataException(
          "names of files must be UTF-8, but "
              + folder
              + " has one that is not: "
              + name
              + "; rename it, for instance with convmv -f latin1 -t utf8 --notest");
    }
    return Files.isSymbolicLink(java.nio.file.Path.of(path));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
