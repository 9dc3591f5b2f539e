package dev.emulsion.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another Java process with the class path of this one, for runs that must not end this JVM. */
public final class ChildJvm {

  private ChildJvm() {}

  /** Exit code and everything that the process printed. */
  public record Outcome(int exitCode, String output) {}

  /** Runs {@code main} and waits until the process ends, ten minutes at most. */
  public static Outcome run(Class<?> main, List<String> options, Path scratch, String... arguments)
      throws IOException, InterruptedException {
    return run(main, options, Map.of(), scratch, arguments);
  }

  /** The same with other variables in the environment. */
  public static Outcome run(
      Class<?> main,
      List<String> options,
      Map<String, String> environment,
      Path scratch,
      String... arguments)
      throws IOException, InterruptedException {
    Path log = scratch.resolve(main.getSimpleName() + ".log");
    Process process = start(main, options, environment, log, List.of(arguments));
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
    return start(main, options, Map.of(), log, arguments);
  }

  private static Process start(
      Class<?> main,
      List<String> options,
      Map<String, String> environment,
      Path log,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    ProcessBuilder child =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    child.environment().putAll(environment);
    return child.start();
  }
}
