package dev.emulsion.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Emulsion, from its build. */
public final class EmulsionVersion {

  private static final String TEXT = read();

  private EmulsionVersion() {}

  /** Such as {@code 0.1.0}. */
  public static String text() {
    return TEXT;
  }

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in =
        EmulsionVersion.class.getResourceAsStream("/dev/emulsion/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
