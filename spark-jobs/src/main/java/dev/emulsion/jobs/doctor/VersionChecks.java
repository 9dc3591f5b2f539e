package dev.emulsion.jobs.doctor;

import dev.emulsion.jobs.run.Hosts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Judges the versions that the processes of a run have.
 *
 * @param built what Emulsion was built for
 * @param running the versions of each process
 */
record VersionChecks(Versions built, Map<String, Versions> running) {

  /** The checks of this process alone. */
  static VersionChecks here() {
    return new VersionChecks(Versions.built(), Map.of(ProcessFacts.DRIVER, Versions.running()));
  }

  Stream<Finding> all() {
    return Stream.of(java(), spark(), scala(), hadoop());
  }

  private Finding java() {
    String values = values(Versions::java);
    return any(it -> Versions.major(it.java()) < Versions.major(built.java()))
        ? Finding.failure(
            "java",
            values
                + "; must be "
                + built.java()
                + " or later: set JAVA_HOME, and spark.executorEnv.JAVA_HOME for executors")
        : Finding.ok("java", values);
  }

  /** Later minor versions have been compatible so far; earlier ones lack what is called. */
  private Finding spark() {
    String values = values(Versions::spark);
    String series = Versions.series(built.spark());
    if (any(it -> !Versions.isFrom(built.spark(), it.spark()))) {
      return Finding.failure(
          "spark", values + "; this build is for Spark " + series + ": take one for that version");
    }
    if (running.values().stream().map(Versions::spark).distinct().count() > 1) {
      return Finding.failure("spark", values + "; install one version on all hosts");
    }
    return any(it -> !Versions.series(it.spark()).equals(series))
        ? Finding.warning("spark", values + "; this build is for Spark " + series)
        : Finding.ok("spark", values);
  }

  private Finding scala() {
    String values = values(Versions::scala);
    return any(it -> !Versions.series(it.scala()).equals(built.scala()))
        ? Finding.failure(
            "scala",
            values + "; this build is for Scala " + built.scala() + ": take one for that version")
        : Finding.ok("scala", values);
  }

  private Finding hadoop() {
    String values = values(Versions::hadoop);
    return any(it -> !Versions.isFrom(built.hadoop(), it.hadoop()))
        ? Finding.failure(
            "hadoop",
            values
                + "; must be "
                + Versions.series(built.hadoop())
                + " or a later version of Hadoop "
                + Versions.major(built.hadoop()))
        : Finding.ok("hadoop", values);
  }

  private boolean any(Predicate<Versions> condition) {
    return running.values().stream().anyMatch(condition);
  }

  private String values(Function<Versions, String> version) {
    Map<String, String> values = new LinkedHashMap<>();
    running.forEach((process, versions) -> values.put(process, version.apply(versions)));
    return Hosts.values(values);
  }
}
