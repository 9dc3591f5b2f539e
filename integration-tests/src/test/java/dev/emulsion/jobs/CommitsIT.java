package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.attention.Models;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.fs.SerializableHadoopConf;
import dev.emulsion.io.run.RunDirectory;
import dev.emulsion.io.run.RunLease;
import dev.emulsion.io.side.AttentionMaps;
import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.io.side.FractalFolder;
import dev.emulsion.io.side.FractalTable;
import dev.emulsion.io.side.ImageSet;
import dev.emulsion.io.source.SampleTable;
import dev.emulsion.io.source.Samples;
import dev.emulsion.jobs.attention.AttentionJob;
import dev.emulsion.jobs.census.Inputs;
import dev.emulsion.jobs.fractals.FractalJob;
import dev.emulsion.jobs.fractals.FractalRequest;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.jobs.prompts.PromptsJob;
import dev.emulsion.jobs.prompts.PromptsRequest;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.recipe.AttentionConfig.MapTable;
import dev.emulsion.recipe.MixingSetConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.AtMilestone;
import dev.emulsion.testing.Folders;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The jobs around {@code augment} commit as it does: the earlier of two processes on one directory
 * fails, and a killed one is finished by the same command. {@link ResumeIT} and {@link KilledRunIT}
 * show the same for {@code augment}.
 */
class CommitsIT {

  @TempDir private static Path inputs;
  private static SparkSession spark;
  private static Path images;
  private static ModelSpec model;

  /** The samples of the image folder. */
  private static final Set<String> IDS =
      IntStream.range(0, 12)
          .mapToObj(i -> "class" + i % 2 + "/" + i + ".jpg")
          .collect(Collectors.toSet());

  @TempDir private Path directory;

  @BeforeAll
  static void writeImages() throws IOException {
    spark = LocalSpark.session();
    images = TestImages.folder(inputs.resolve("images"), 12, 2);
    model = Models.tinyVit(Models.tinyVitIn(inputs.resolve("models")), 8);
  }

  /** Runs a job to the end and returns its seal, which states what was written. */
  private enum Job {
    INGEST {
      @Override
      Object run(Path out, Progress progress) {
        return new IngestJob(spark, recipe(out), progress).run().table();
      }

      @Override
      String digest(Object seal) {
        return ((SampleTable.Marker) seal).contentDigest();
      }

      @Override
      long read(Path out) {
        String yaml = "input: {path: '" + out + "'}\noutput: {path: none}";
        try (Samples samples =
            Samples.open(spark, RecipeLoader.parse("read.yaml", yaml, List.of()))) {
          return samples.index().count();
        }
      }
    },
    ATTENTION {
      @Override
      Object run(Path out, Progress progress) {
        return new AttentionJob(spark, recipe(out, attention()), progress).run().table();
      }

      @Override
      String digest(Object seal) {
        return ((AttentionTable.Marker) seal).contentDigest();
      }

      @Override
      long read(Path out) {
        MapTable table = new MapTable(out.toString(), "id", "attention", MapTable.OnMissing.FAIL);
        return AttentionMaps.open(spark, table).read(IDS).size();
      }
    },
    FRACTALS {
      @Override
      Object run(Path out, Progress progress) {
        FractalSet set = new FractalSet(1, 32, AndersonFarrell.DEFAULT);
        FractalRequest request = new FractalRequest(set, 0, 3, 1, FractalRequest.Form.PARQUET, 2);
        return new FractalJob(spark, request, out.toString(), progress).run().set();
      }

      @Override
      String digest(Object seal) {
        return ((FractalTable.Marker) seal).contentDigest();
      }

      @Override
      long read(Path out) {
        MixingSetConfig config = MixingSetConfig.at(out.toString());
        try (ImageSet set = ImageSet.open(spark, config, DecodeLimits.DEFAULT)) {
          return set.count();
        }
      }
    },
    PROMPTS {
      @Override
      Object run(Path out, Progress progress) {
        PromptsRequest request =
            new PromptsRequest(List.of("a", "b"), 1, Optional.empty(), 2, Optional.empty());
        return new PromptsJob(spark, recipe(out), request, progress).run().list();
      }

      @Override
      String digest(Object seal) {
        return seal.toString(); // the number of lines of every list
      }

      @Override
      long read(Path out) {
        throw new UnsupportedOperationException("the lists are read by generators");
      }
    };

    abstract Object run(Path out, Progress progress);

    abstract String digest(Object seal);

    /** The number of rows, as a command finds that is given the output. */
    abstract long read(Path out);
  }

  private static Recipe recipe(Path out, String... set) {
    String yaml = "input: {path: '" + images + "'}\noutput: {path: '" + out + "'}";
    return RecipeLoader.parse("commits.yaml", yaml, List.of(set));
  }

  private static String attention() {
    return "attention.model={path: '%s', sha256: %s, input-size: 64, device: cpu}"
        .formatted(inputs.resolve("models").resolve("tiny_vit.onnx"), model.sha256());
  }

  @ParameterizedTest
  @EnumSource
  void theEarlierOfTwoProcessesStopsAndTheLaterFinishes(Job job) {
    Path out = directory.resolve("out");
    String[] later = new String[1];
    Progress takeover =
        new AtMilestone(
            Progress.Milestone.SLICE_BEGUN,
            () -> later[0] = job.digest(job.run(out, Progress.SILENT)));
    assertThatThrownBy(() -> job.run(out, takeover))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "another process (Spark application "
                + spark.sparkContext().applicationId()
                + ") has taken over the run at file:"
                + out
                + "; this one stops, and the other finishes the run");
    String alone = job.digest(job.run(directory.resolve("alone"), Progress.SILENT));
    assertThat(later[0]).isEqualTo(alone);
    assertThat(job.digest(job.run(out, Progress.SILENT))).isEqualTo(alone);
  }

  @ParameterizedTest
  @EnumSource
  void aKilledProcessIsFinishedByTheSameCommand(Job job) {
    Path out = directory.resolve("out");
    Progress kill =
        new AtMilestone(
            Progress.Milestone.UNSEALED,
            () -> {
              throw new IllegalStateException("killed");
            });
    assertThatThrownBy(() -> job.run(out, kill)).hasMessage("killed");
    String alone = job.digest(job.run(directory.resolve("alone"), Progress.SILENT));
    assertThat(job.digest(job.run(out, Progress.SILENT))).isEqualTo(alone);
  }

  @ParameterizedTest
  @CsvSource({
    "INGEST, samples, samples.json, written, 12",
    "ATTENTION, maps, maps.json, written, 12",
    "FRACTALS, fractals, fractals.json, images, 3"
  })
  void readersTakeWhatTheSealStatesAndNothingElse(
      Job job, String folder, String file, String key, long rows) throws IOException {
    Path out = directory.resolve("out");
    job.run(out, Progress.SILENT);
    Path part;
    try (var parts = Files.list(out.resolve(folder))) {
      part = parts.filter(path -> path.toString().endsWith(".parquet")).findFirst().get();
    }
    // as if a process that had lost the output had committed late
    Files.copy(part, part.resolveSibling("part-stray.parquet"));
    assertThat(job.read(out)).isEqualTo(rows);
    assertThat(job.read(out.resolve(folder))).isEqualTo(rows);

    Path seal = Folders.own(out).resolve(file);
    String stated = "\"" + key + "\" : ";
    Files.writeString(seal, Files.readString(seal).replace(stated + rows, stated + (rows + 1)));
    assertThatThrownBy(() -> job.read(out))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            " that file:" + seal + " states, has " + rows + "; delete it and run the command");

    Files.delete(seal);
    for (Path path : List.of(out, out.resolve(folder))) {
      assertThatThrownBy(() -> job.read(path))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(" must be finished before it is read, but has no file:" + seal);
    }
  }

  @Test
  void aSetOfImagesWithOthersBesideThemIsNoInput() throws IOException {
    Path out = directory.resolve("set");
    FractalSet set = new FractalSet(1, 32, AndersonFarrell.DEFAULT);
    new FractalJob(
            spark, new FractalRequest(set, 0, 2, 2, FractalRequest.Form.DATASET, 1), out.toString())
        .run();
    Recipe recipe =
        RecipeLoader.parse(
            "r.yaml", "input: {path: '" + out + "'}\noutput: {path: none}", List.of());
    Inputs.openSamples(spark, recipe).close();
    Files.copy(out.resolve("000000/000000-000.png"), out.resolve("000000/mine.png"));
    assertThatThrownBy(() -> Inputs.openSamples(spark, recipe))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "input.path file:%s must have the 4 images that file:%s states, has 5; delete it and"
                    .formatted(out, Folders.own(out).resolve("fractals.json"))
                + " run the command that wrote it again");
  }

  @Test
  void aProcessThatHasLostTheOutputReplacesNoFractalOfItsSuccessor() {
    FractalFolder first = fractalFolder("first");
    first.put("0.png", new byte[] {1});
    FractalFolder second = fractalFolder("second");
    second.put("0.png", new byte[] {2});

    assertThatThrownBy(() -> first.put("0.png", new byte[] {1}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("another process (Spark application second) has taken over");
    assertThat(directory.resolve("set/0.png")).hasBinaryContent(new byte[] {2});
  }

  private FractalFolder fractalFolder(String application) {
    RunDirectory output =
        RunDirectory.at(
            directory.resolve("set").toString(), spark.sparkContext().hadoopConfiguration());
    return new FractalFolder(
        output.path(),
        output.run("scratch/" + application),
        SerializableHadoopConf.of(spark),
        RunLease.acquire(output, application, "fractals.json").guard());
  }
}
