package dev.emulsion.jobs.doctor;

import dev.emulsion.VectorModule;
import dev.emulsion.jobs.run.CodecCheck;
import dev.emulsion.jobs.run.Hosts;
import dev.emulsion.jobs.run.ScratchFolder;
import dev.emulsion.jobs.run.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges the processes of a run and their machines.
 *
 * @param executors empty if tasks run in the driver
 */
record ProcessChecks(ProcessFacts driver, List<ProcessFacts> executors) {

  private static final long MAX_SKEW_MILLIS = 60_000;

  private boolean isLocal() {
    return executors.isEmpty();
  }

  private List<ProcessFacts> all() {
    return Stream.concat(Stream.of(driver), executors.stream()).toList();
  }

  /** The processes that run tasks. */
  private List<ProcessFacts> workers() {
    return isLocal() ? List.of(driver) : executors;
  }

  VersionChecks versions() {
    Map<String, Versions> running = new LinkedHashMap<>();
    all().forEach(process -> running.put(process.name(), process.versions()));
    return new VersionChecks(Versions.built(), running);
  }

  Finding user() {
    return driver.user().isEmpty()
        ? Finding.failure(
            "user",
            "Hadoop "
                + driver.versions().hadoop()
                + " cannot find out who the user is on Java "
                + driver.versions().java()
                + "; give this user a name in /etc/passwd, and use Java 17 or 21")
        : Finding.ok("user", driver.user());
  }

  /**
   * Which codec decodes, where, and why not OpenCV.
   *
   * @param isRequired whether nothing but OpenCV can do what the recipe asks for
   */
  Finding codec(boolean isRequired) {
    String codecs = values(workers(), ProcessFacts::codec);
    List<ProcessFacts> without = where(workers(), process -> !process.codecFailure().isEmpty());
    if (without.isEmpty()) {
      return Finding.ok("codec", codecs);
    }
    String reason =
        "OpenCV does not load on " + names(without) + " (" + without.get(0).codecFailure();
    return isRequired
        ? Finding.failure(
            "codec",
            reason
                + "), but the recipe needs it; set decode.codec to auto or jdk, and output.encoding"
                + " to jpeg or png")
        : Finding.warning(
            "codec", codecs + "; " + reason + "), so that decoding there " + CodecCheck.COST);
  }

  Finding vectors() {
    List<ProcessFacts> without = where(workers(), process -> !process.vectors());
    return without.isEmpty()
        ? Finding.ok("vectors", VectorModule.NAME)
        : Finding.warning(
            "vectors",
            VectorModule.NAME
                + " is missing on "
                + names(without)
                + ", so that decoding JPEG, transforms and saliency take longer; add --add-modules="
                + VectorModule.NAME
                + " to "
                + javaOptions());
  }

  private String javaOptions() {
    return isLocal() ? "EMULSION_JAVA_OPTS" : "spark.executor.extraJavaOptions";
  }

  /**
   * Whether libraries of native code can be unpacked.
   *
   * @param isCompressed whether the recipe compresses, which takes such a library; on a cluster
   *     Spark itself needs one
   */
  Finding natives(boolean isCompressed) {
    List<ProcessFacts> without = where(all(), process -> !process.executable());
    if (without.isEmpty()) {
      return Finding.ok("natives", values(all(), ProcessFacts::temporary));
    }
    String text =
        "files in "
            + without.get(0).temporary()
            + " may not be executed on "
            + names(without)
            + ", so that libraries of native code do not load; set -Djava.io.tmpdir to another"
            + " folder in "
            + (isLocal()
                ? "EMULSION_JAVA_OPTS"
                : "spark.driver.extraJavaOptions and spark.executor.extraJavaOptions");
    return isLocal() && !isCompressed
        ? Finding.warning("natives", text)
        : Finding.failure("natives", text);
  }

  /** Whether each process has a folder for Spark's temporary files. */
  Finding scratch() {
    for (ProcessFacts process : all()) {
      if (process.scratch().stream().noneMatch(ScratchFolder::isWritable)) {
        ScratchFolder last = process.scratch().get(process.scratch().size() - 1);
        return Finding.failure(
            "scratch",
            "cannot write Spark's temporary files in "
                + last.path()
                + " on "
                + process.name()
                + ": "
                + last.problem()
                + "; make it writable, or set SPARK_LOCAL_DIRS there to another folder");
      }
    }
    return Finding.ok(
        "scratch",
        values(
            workers(),
            process ->
                process.scratch().stream()
                    .filter(ScratchFolder::isWritable)
                    .map(folder -> folder.path() + ", " + Sizes.text(folder.freeBytes()) + " free")
                    .collect(Collectors.joining("; "))));
  }

  /**
   * Whether the clocks of all machines agree.
   *
   * @param askedMillis the driver's time before the executors were asked
   * @param answeredMillis and after they answered
   */
  Finding clock(long askedMillis, long answeredMillis) {
    List<String> wrong = new ArrayList<>();
    for (ProcessFacts executor : executors) {
      long skew =
          Math.max(executor.clockMillis() - answeredMillis, askedMillis - executor.clockMillis());
      if (skew > MAX_SKEW_MILLIS) {
        wrong.add(executor.name() + " by " + skew / 1000 + " s");
      }
    }
    return wrong.isEmpty()
        ? Finding.ok("clock", isLocal() ? "of one machine" : "equal on all hosts")
        : Finding.warning(
            "clock",
            "differs from the driver's on "
                + String.join(", ", wrong)
                + "; set it by NTP: object stores refuse requests that are 15 minutes off, and"
                + " the times of files are compared");
  }

  private static List<ProcessFacts> where(
      List<ProcessFacts> processes, Predicate<ProcessFacts> condition) {
    return processes.stream().filter(condition).toList();
  }

  private static String values(List<ProcessFacts> processes, Function<ProcessFacts, String> value) {
    Map<String, String> values = new LinkedHashMap<>();
    processes.forEach(process -> values.put(process.name(), value.apply(process)));
    return Hosts.values(values);
  }

  private static String names(List<ProcessFacts> processes) {
    return Hosts.names(processes.stream().map(ProcessFacts::name).toList());
  }
}
