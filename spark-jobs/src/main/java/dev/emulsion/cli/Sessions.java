package dev.emulsion.cli;

import dev.emulsion.io.fs.LocalNames;
import dev.emulsion.io.fs.PosixLocalFileSystem;
import dev.emulsion.jobs.doctor.DoctorJob;
import dev.emulsion.jobs.run.Masters;
import dev.emulsion.jobs.run.ScratchFolder;
import dev.emulsion.spark.parquet.WideRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Creates the {@code SparkSession} of a command. Settings of {@code spark-submit} have priority.
 */
public final class Sessions {

  private static final String MASTER = "spark.master";
  private static final String LOCAL = "local[*]";
  private static final Set<String> ON_FEW_ROWS = Set.of("quickstart", "preview");

  /** Compiling a query takes longer than interpreting it for so few rows. */
  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private Sessions() {}

  /** A session on the cluster of {@code spark-submit}, or else on all local cores. */
  public static SparkSession open(String command) {
    DoctorJob.requireVersions();
    SparkConf conf = settings(command);
    requireScratch(conf);
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** The settings of a session. */
  static SparkConf settings(String command) {
    // not through a SparkConf, which needs the host's name
    String master = System.getProperty(MASTER, LOCAL);
    LocalMachine machine = new LocalMachine(System.getenv(), Masters.isLocal(master));
    machine.identify();
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", "emulsion " + command);
    // Encoded images do not compress: compressing the shuffle would cost time and save nothing.
    conf.setIfMissing("spark.shuffle.compress", "false");
    conf.setIfMissing("spark.shuffle.spill.compress", "false");
    conf.setIfMissing(WideRows.BATCH_ROWS, WideRows.FEW);
    conf.setIfMissing(MASTER, LOCAL);
    if (machine.isLocal()) {
      // By default Hadoop checks and writes local files in blocks of 512 bytes.
      conf.setIfMissing("spark.hadoop.file.bytes-per-checksum", "65536");
      conf.setIfMissing("spark.hadoop.fs.file.impl", PosixLocalFileSystem.class.getName());
      conf.setIfMissing("spark.ui.enabled", "false");
      machine.bind(conf);
      conf.setIfMissing("spark.executor.heartbeatInterval", "2s");
      conf.setIfMissing("spark.ui.showConsoleProgress", "false");
      conf.setIfMissing("spark.sql.shuffle.partitions", "16");
      if (ON_FEW_ROWS.contains(command)) {
        INTERPRETED.forEach(conf::setIfMissing);
      } else {
        CompilerDirectives.optimizeImages();
      }
      if (SparkConf.class.getClassLoader().getResource("fairscheduler.xml") != null) {
        conf.setIfMissing("spark.scheduler.mode", "FAIR"); // see ConcurrentJobs.ahead
      }
    } else {
      LocalNames.locale().ifPresent(utf8 -> conf.setIfMissing("spark.executorEnv.LC_ALL", utf8));
    }
    S3A.addTo(conf);
    return conf;
  }

  /** Prepares a session on local cores, whose main work is done, for queries on few rows. */
  static void expectFewRows(SparkSession spark) {
    if (Masters.isLocal(spark.sparkContext().master())) {
      INTERPRETED.forEach((key, value) -> spark.conf().set(key, value));
      CompilerDirectives.optimizeNothing();
    }
  }

  /** Where Spark can make no temporary file, it would end the process itself, with another code. */
  private static void requireScratch(SparkConf conf) {
    List<ScratchFolder> folders = ScratchFolder.all(conf);
    if (folders.stream().noneMatch(ScratchFolder::isWritable)) { // Spark needs one
      ScratchFolder last = folders.get(folders.size() - 1);
      throw new UncheckedIOException(
          "cannot write Spark's temporary files in "
              + folders.stream().map(ScratchFolder::path).collect(Collectors.joining(","))
              + ": "
              + last.problem(),
          new IOException(last.problem()));
    }
  }
}
