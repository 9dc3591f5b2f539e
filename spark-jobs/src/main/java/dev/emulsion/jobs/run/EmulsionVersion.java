package dev.emulsion.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Emulsion, and of what it was built with. */
public final class EmulsionVersion {

  private static final Properties BUILD = read();

  private EmulsionVersion() {}

  /** Such as {@code 0.1.0}. */
  public static String text() {
    return BUILD.getProperty("version");
  }

  /** The version of Spark that it was built with, such as {@code 3.5.5}. */
  public static String spark() {
    return BUILD.getProperty("spark");
  }

  /** The binary version of Scala, such as {@code 2.12}. */
  public static String scala() {
    return BUILD.getProperty("scala");
  }

  /** The version of Hadoop that Spark brings. */
  public static String hadoop() {
    return BUILD.getProperty("hadoop");
  }

  private static Properties read() {
    Properties properties = new Properties();
    try (InputStream in =
        EmulsionVersion.class.getResourceAsStream("/dev/emulsion/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
