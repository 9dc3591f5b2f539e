package dev.emulsion.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command, or a run that is killed, in a JVM of its own. */
final class Command {

  /** Of each module; lines of Spark have folders of their own. */
  private static final String BUILD = System.getProperty("build.folder", "target");

  private static final Path LAUNCHER = Path.of("../spark-jobs", BUILD, "launcher");
  private static final int MAX_SECONDS = 600;

  /** How a command ended, and what it said on either stream. */
  record Outcome(int exitCode, String text) {}

  private Command() {}

  /**
   * Runs a command to its end, with the class path and options of the launcher.
   *
   * @param credentials the environment's variables for the AWS SDK; there are no others
   */
  static Outcome run(S3Server s3, Map<String, String> credentials, String... arguments)
      throws IOException, InterruptedException {
    return java(s3, credentials, classPath(), "dev.emulsion.cli.Main", arguments);
  }

  /** Runs {@link KilledOnS3} to its end. */
  static Outcome kill(S3Server s3, String... arguments) throws IOException, InterruptedException {
    String tests = System.getProperty("java.class.path");
    return java(s3, s3.environment(), tests, KilledOnS3.class.getName(), arguments);
  }

  private static Outcome java(
      S3Server s3,
      Map<String, String> credentials,
      String classPath,
      String mainClass,
      String... arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("command", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + LAUNCHER.resolve("jvm.args"));
    command.add("-Xmx1g");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dspark.master=local[2]");
    s3.settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(credentials);
    // else the SDK waits for the metadata of a machine at Amazon
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    Process process = builder.start();
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end within " + MAX_SECONDS + " s: " + Files.readString(log));
    }
    String text = Files.readString(log);
    Files.delete(log);
    return new Outcome(process.exitValue(), text);
  }

  /** As the script {@code emulsion} puts it together. */
  private static String classPath() throws IOException {
    return String.join(
        ":",
        LAUNCHER.toString(),
        "../spark-jobs/" + BUILD + "/classes",
        "../augment-udfs/" + BUILD + "/classes",
        Files.readString(LAUNCHER.resolve("classpath")).strip());
  }
}
