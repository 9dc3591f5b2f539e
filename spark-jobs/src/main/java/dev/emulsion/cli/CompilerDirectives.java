package dev.emulsion.cli;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps HotSpot's optimizing compiler to the code that images go through. All else, such as parsing
 * a query, is over before optimizing it pays: in a short run that takes a tenth of all CPU time.
 *
 * <p>The launcher puts the lists, in the format of {@code -XX:CompilerDirectivesFile}, on the class
 * path; that option itself would print a line into every output.
 */
final class CompilerDirectives {

  private static final Logger LOG = LoggerFactory.getLogger(CompilerDirectives.class);
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

  private CompilerDirectives() {}

  /** From now on, optimizes only the code that images go through. */
  static void optimizeImages() {
    apply("compiler-directives.json");
  }

  /** From now on, optimizes nothing more. */
  static void optimizeNothing() {
    apply("compiler-directives-none.json");
  }

  /** Gives a list of the launcher, if it is there, to the JVM. */
  private static void apply(String resource) {
    URL list = CompilerDirectives.class.getClassLoader().getResource(resource);
    if (list != null && list.getProtocol().equals("file")) {
      add(Path.of(URI.create(list.toString())));
    }
  }

  /** Gives a list to the JVM and returns what it says: nothing if it takes no directives. */
  static String add(Path list) {
    Object[] file = {new String[] {list.toString()}};
    String[] types = {String[].class.getName()};
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(new ObjectName(COMMANDS), "compilerDirectivesAdd", file, types);
    } catch (JMException e) {
      LOG.debug("this JVM takes no compiler directives", e); // slower, no more
      return "";
    }
  }
}
