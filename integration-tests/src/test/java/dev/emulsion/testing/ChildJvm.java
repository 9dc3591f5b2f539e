package dev.emulsion.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another Java process with the class path of this one, for runs that must not end this JVM. */
public final class ChildJvm {

  private ChildJvm() {}

  /** Exit code and everything that the process printed. */
  public record Outcome(int exitCode, String output) {}

  /** Runs {@code main} and waits until the process ends, ten minutes at most. */
  public static Outcome run(Class<?> main, List<String> options, Path scratch, String... arguments)
      throws IOException, InterruptedException {
    Path log = scratch.resolve(main.getSimpleName() + ".log");
    Process process = start(main, options, log, List.of(arguments));
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return new Outcome(process.waitFor(), Files.readString(log));
  }

  /**
   * Starts {@code main}.
   *
   * @param log receives everything that the process prints
   */
  public static Process start(Class<?> main, List<String> options, Path log, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
