package dev.emulsion.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.image.codec.DecodeLimits;
import dev.emulsion.io.side.GeneratedImages;
import dev.emulsion.jobs.prompts.PromptsJob;
import dev.emulsion.jobs.prompts.PromptsReport;
import dev.emulsion.jobs.prompts.PromptsRequest;
import dev.emulsion.recipe.GeneratedConfig;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.LocalSpark;
import dev.emulsion.testing.Python;
import dev.emulsion.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code conf/generate/instruct_pix2pix.py}: reads work lists and writes what is read back. The
 * model is a stand-in that mirrors images; torch and diffusers are never asked.
 */
@Tag("slow")
class InstructPix2PixIT {

  private static final String SCRIPT =
      Path.of("..", "conf", "generate", "instruct_pix2pix.py").toString();

  private static final String STAND_INS =
      """
      import runpy, sys, types
      from PIL import Image, ImageOps
      class Generator:
          def __init__(self, device):
              assert device == "cuda"
          def manual_seed(self, seed):
              assert 0 <= seed < 2**31
              return self
      class Pipeline:
          scheduler = types.SimpleNamespace(config="given")
          @staticmethod
          def from_pretrained(model, torch_dtype, safety_checker):
              assert (model, torch_dtype) == ("timbrooks/instruct-pix2pix", "half")
              return Pipeline()
          def set_progress_bar_config(self, disable):
              pass
          def to(self, device):
              assert self.scheduler == "euler of given"
              return self
          def __call__(self, prompt, image, guidance_scale, generator):
              assert guidance_scale == 4 and image.size == (256, 256) and image.mode == "RGB"
              print("asked for", prompt)
              return types.SimpleNamespace(images=[ImageOps.mirror(image)])
      class Euler:
          @staticmethod
          def from_config(config):
              return "euler of " + config
      sys.modules["torch"] = types.SimpleNamespace(float16="half", Generator=Generator)
      sys.modules["diffusers"] = types.SimpleNamespace(
          EulerAncestralDiscreteScheduler=Euler, StableDiffusionInstructPix2PixPipeline=Pipeline)
      script = sys.argv.pop(1)
      sys.argv[0] = script
      runpy.run_path(script, run_name="__main__")
      """;

  @TempDir private Path directory;

  @Test
  void theScriptIsPython() throws Exception {
    Python.requireParses(SCRIPT, directory);
  }

  @Test
  void listsOfWorkBecomeImagesThatAreReadBack() throws Exception {
    Python.assumeModules("PIL");
    SparkSession spark = LocalSpark.session();
    Path originals = TestImages.folder(directory.resolve("images é #1"), 3, 2);
    Path generated = Files.createDirectories(directory.resolve("generated"));
    List<String> prompts = List.of("snowy", "half/half: 5% 🎨_");

    PromptsReport first = list(spark, originals, prompts, generated);
    assertThat(first.list().workers()).hasSize(2);
    assertThat(first.list().rows()).isEqualTo(6);
    Python.Result one = work(0, generated);
    Python.Result other = work(1, generated);
    assertThat(one.exitCode()).as(one.output()).isZero();
    assertThat(other.exitCode()).as(other.output()).isZero();
    assertThat((one.output() + other.output()).lines().filter(line -> line.contains("snowy")))
        .hasSize(3);

    GeneratedConfig config = GeneratedConfig.at(generated.toString());
    GeneratedImages images =
        GeneratedImages.open(spark, config, new DecodeLimits(1 << 20, 1000, 1_000_000));
    assertThat(images.ignored()).isZero();
    assertThat(images.index().collectAsList())
        .extracting(row -> row.getString(0) + " " + row.getString(1) + " " + row.getInt(2))
        .containsExactlyInAnyOrder(
            "class0/0.jpg half/half: 5% 🎨_ 0",
            "class0/0.jpg snowy 0",
            "class0/2.jpg half/half: 5% 🎨_ 0",
            "class0/2.jpg snowy 0",
            "class1/1.jpg half/half: 5% 🎨_ 0",
            "class1/1.jpg snowy 0");
    assertThat(work(0, generated).output()).as("nothing is made twice").isEmpty();

    Files.delete(generated.resolve("class1/1.jpg_generated_snowy_0.jpg"));
    PromptsReport again = list(spark, originals, prompts, generated);
    assertThat(again.list().rows()).isEqualTo(1);
    assertThat(again.list().there()).isEqualTo(5);
  }

  @Test
  void anUnreadableImageIsReportedAndTheRestIsGenerated() throws Exception {
    Python.assumeModules("PIL");
    Path images = TestImages.folder(directory.resolve("images"), 2, 1);
    Files.writeString(images.resolve("class0/0.jpg"), "no image");
    Path generated = Files.createDirectories(directory.resolve("generated"));
    list(LocalSpark.session(), images, List.of("snowy"), generated);
    Python.Result one = work(0, generated);
    Python.Result other = work(1, generated);
    assertThat(one.exitCode() + other.exitCode()).isEqualTo(1);
    assertThat(one.output() + other.output()).contains("cannot use class0/0.jpg: ");
    assertThat(generated.resolve("class0/1.jpg_generated_snowy_0.jpg")).exists();
    assertThat(generated.resolve("class0/0.jpg_generated_snowy_0.jpg")).doesNotExist();
  }

  private PromptsReport list(SparkSession spark, Path images, List<String> prompts, Path there) {
    Recipe recipe =
        RecipeLoader.parse(
            "r",
            "{}",
            List.of(
                RecipeLoader.override("input.path", images.toString()),
                RecipeLoader.override("output.path", directory.resolve("list").toString())));
    PromptsRequest request =
        new PromptsRequest(
            prompts, 1, Optional.empty(), 2, Optional.of(GeneratedConfig.at(there.toString())));
    return new PromptsJob(spark, recipe, request).run();
  }

  private Python.Result work(int worker, Path generated) throws IOException, InterruptedException {
    Path runner = Files.writeString(directory.resolve("stand_ins.py"), STAND_INS);
    return Python.run(
        runner.toString(),
        SCRIPT,
        directory.resolve("list/worker-0000" + worker + "-of-00002.jsonl").toString(),
        generated.toString());
  }
}
