package dev.emulsion.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.attention.AttentionModel;
import dev.emulsion.attention.Grid;
import dev.emulsion.attention.ModelSpec;
import dev.emulsion.image.Image;
import dev.emulsion.recipe.RecipeLoader;
import dev.emulsion.testing.Python;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code conf/models/export_vit.py}: what it prints is a recipe, and what it writes can be asked.
 * Needs {@code EMULSION_PYTHON}, else {@code python3}; to run it, also torch, timm, torchvision and
 * onnxruntime.
 */
@Tag("slow")
class ExportVitIT {

  private static final String SCRIPT = Path.of("..", "conf", "models", "export_vit.py").toString();

  @TempDir private Path directory;

  @Test
  void theScriptIsPython() throws Exception {
    Python.requireParses(SCRIPT, directory);
  }

  @ParameterizedTest
  @CsvSource({
    "deit_tiny_distilled_patch16_224, depth=1 embed_dim=48 img_size=32, 2, 2",
    "vit_small_patch14_reg4_dinov2, depth=1 embed_dim=48 num_heads=3 img_size=[28;56], 2, 4",
  })
  void aModelOfTimmIsExportedAndItsRecipeLinesOpenIt(
      String name, String shape, int rows, int columns) throws Exception {
    Python.assumeModules("torch, torchvision, timm, onnxruntime");
    List<String> arguments = new ArrayList<>(List.of(SCRIPT, "timm", name));
    arguments.addAll(List.of("--weights", "random", "--output", directory.toString()));
    arguments.addAll(List.of("--arg", "num_classes=7"));
    for (String argument : shape.split(" ")) {
      arguments.addAll(List.of("--arg", argument.replace(';', ',')));
    }
    assertOpens(Python.run(arguments.toArray(new String[0])), new Grid(rows, columns));
  }

  @Test
  void aModelOfTorchvisionIsExportedAndItsRecipeLinesOpenIt() throws Exception {
    Python.assumeModules("torch, torchvision, timm, onnxruntime");
    String small =
        """
        import sys, torchvision
        sys.path.insert(0, "../conf/models")
        import export_vit
        model = torchvision.models.VisionTransformer(
            image_size=48, patch_size=16, num_layers=1, num_heads=3, hidden_dim=48, mlp_dim=48,
            num_classes=7)
        exported = export_vit.from_torchvision(model.eval())
        export_vit.export(exported, "onnx", (48, 48), sys.argv[1])
        print(export_vit.recipe(sys.argv[1], (48, 48), (0, 0, 0), (1, 1, 1)))
        """;
    String file = directory.resolve("small.onnx").toString();
    assertOpens(Python.run("-c", small, file), new Grid(3, 3));
  }

  private static void assertOpens(Python.Result result, Grid grid) {
    assertThat(result.exitCode()).as(result.output()).isZero();
    String recipe = result.output().substring(result.output().indexOf("attention:"));
    ModelSpec spec =
        RecipeLoader.parse("printed", recipe, List.of("input.path=in", "output.path=out"))
            .attention()
            .model()
            .orElseThrow();
    try (AttentionModel model = AttentionModel.open(spec, Path.of(spec.path()), 0)) {
      assertThat(model.grid()).isEqualTo(grid);
      Image image = Image.of(9, 9, 3, new byte[9 * 9 * 3]);
      assertThat(model.compute(List.of(image)).get(0).logits().orElseThrow()).hasSize(7);
    }
  }
}
