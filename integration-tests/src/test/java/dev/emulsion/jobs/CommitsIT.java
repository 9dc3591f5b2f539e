package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.attention.Models;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.io.side.AttentionTable;
import dev.emulsion.io.side.FractalTable;
import dev.emulsion.io.source.SampleTable;
import dev.emulsion.jobs.attention.AttentionJob;
import dev.emulsion.jobs.fractals.FractalJob;
import dev.emulsion.jobs.fractals.FractalRequest;
import dev.emulsion.jobs.ingest.IngestJob;
import dev.emulsion.jobs.prompts.PromptsJob;
import dev.emulsion.jobs.prompts.PromptsRequest;
import dev.emulsion.jobs.run.Progress;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    };

    abstract Object run(Path out, Progress progress);

    abstract String digest(Object seal);
  }

  private static Recipe recipe(Path out, String... set) {
    String yaml = "input: {path: '" + images + "'}\noutput: {path: '" + out + "'}";
    return RecipeLoader.parse("commits.yaml", yaml, List.of(set));
  }

  private static String attention() {
    return "attention.model={path: '%s', sha256: %s, input-size: 64, device: cpu}"
        .formatted(inputs.resolve("models").resolve("tiny_vit.onnx"), model.sha256());
  }

  /** Does something the first time a step is reached. */
  private record Hook(Progress.Milestone step, Runnable action, boolean[] done)
      implements Progress {

    Hook(Progress.Milestone step, Runnable action) {
      this(step, action, new boolean[1]);
    }

    @Override
    public void epoch(int epoch, int epochs, long samples, long done) {}

    @Override
    public void at(Milestone reached) {
      if (reached == step && !done[0]) {
        done[0] = true;
        action.run();
      }
    }

    @Override
    public void end() {}
  }

  @ParameterizedTest
  @EnumSource
  void theEarlierOfTwoProcessesStopsAndTheLaterFinishes(Job job) {
    Path out = directory.resolve("out");
    String[] later = new String[1];
    Hook takeover =
        new Hook(
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
    Hook kill =
        new Hook(
            Progress.Milestone.UNSEALED,
            () -> {
              throw new IllegalStateException("killed");
            });
    assertThatThrownBy(() -> job.run(out, kill)).hasMessage("killed");
    String alone = job.digest(job.run(directory.resolve("alone"), Progress.SILENT));
    assertThat(job.digest(job.run(out, Progress.SILENT))).isEqualTo(alone);
  }
}
