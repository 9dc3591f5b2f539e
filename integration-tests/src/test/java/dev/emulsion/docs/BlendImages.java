package dev.emulsion.docs;

import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.blend.DiffuseMix;
import dev.emulsion.blend.DiffuseMix.Split;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.jobs.prompts.PlaceholderImages;
import dev.emulsion.transform.GeneratedKey;
import dev.emulsion.transform.SideImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The image of the page on DiffuseMix: image, stand-in for a generated image, mask, hybrid, fractal
 * and result, for each of the four masks.
 *
 * <p>Argument of the program: the root of the project.
 */
public final class BlendImages {

  private static final Size SHOWN = Size.square(160);
  private static final List<String> IMAGES =
      List.of(
          "cat/cat_07.jpg", "coffee/coffee_02.jpg", "rocket/rocket_01.jpg", "galaxy/galaxy_03.jpg");
  private static final int[] FRACTALS = {14, 8, 5, 27};

  private BlendImages() {}

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    List<String> prompts = PlaceholderImages.prompts();
    List<Image> rows = new ArrayList<>();
    for (int i = 0; i < IMAGES.size(); i++) {
      Path file = root.resolve("conf/quickstart/images").resolve(IMAGES.get(i));
      Image image = OperationImages.decode(Files.readAllBytes(file));
      String prompt = prompts.get(i);
      Image standIn =
          PlaceholderImages.of(prompt.substring(PlaceholderImages.MARK.length()), image);
      FractalSet set = new FractalSet(0, 256, AndersonFarrell.DEFAULT);
      Image fractal = set.plan(set.find(FRACTALS[i]), 0).render();
      SideImages sideImages =
          new SideImages(
              Optional.of(new SideImages.Generated(new GeneratedKey("", prompt, 0), standIn)),
              Optional.of(new SideImages.MixingImage("", fractal)));
      DiffuseMix.Plan plan =
          new DiffuseMix.Plan(
              Size.square(256),
              prompt,
              0,
              i % 2 == 0 ? Split.HORIZONTAL : Split.VERTICAL,
              i >= 2,
              20,
              "fractal",
              0.2);
      List<Image> parts = new ArrayList<>();
      for (Stage stage : plan.stages(image, sideImages)) {
        parts.add(stage.image().resize(SHOWN, Filter.BICUBIC));
      }
      rows.add(OperationImages.row(parts));
    }
    Path file = root.resolve("docs/images/methods/diffusemix.jpg");
    Files.write(file, OperationImages.CODEC.encode(below(rows), OperationImages.JPEG));
  }

  /** Rows of one width, one below the other. */
  private static Image below(List<Image> rows) {
    int length = rows.get(0).samples().length;
    byte[] samples = new byte[length * rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i).samples(), 0, samples, i * length, length);
    }
    return Image.of(
        rows.get(0).height() * rows.size(), rows.get(0).width(), rows.get(0).channels(), samples);
  }
}
