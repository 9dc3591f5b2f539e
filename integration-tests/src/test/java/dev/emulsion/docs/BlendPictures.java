package dev.emulsion.docs;

import dev.emulsion.blend.BlendPlan.Stage;
import dev.emulsion.blend.DiffuseMix;
import dev.emulsion.blend.DiffuseMix.Split;
import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.jobs.StandIns;
import dev.emulsion.transform.Companions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The picture of the page on DiffuseMix: photo, stand-in for a generated picture, mask, hybrid,
 * fractal and result, for each of the four masks.
 *
 * <p>Argument of the program: the root of the project.
 */
public final class BlendPictures {

  private static final Size SHOWN = Size.square(160);
  private static final List<String> PHOTOS =
      List.of(
          "cat/cat_07.jpg", "coffee/coffee_02.jpg", "rocket/rocket_01.jpg", "galaxy/galaxy_03.jpg");
  private static final int[] FRACTALS = {14, 8, 5, 27};

  private BlendPictures() {}

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    List<String> prompts = StandIns.prompts();
    List<Image> rows = new ArrayList<>();
    for (int i = 0; i < PHOTOS.size(); i++) {
      Path file = root.resolve("conf/quickstart/photos").resolve(PHOTOS.get(i));
      Image photo = OperationPictures.decode(Files.readAllBytes(file));
      String prompt = prompts.get(i);
      Image standIn = StandIns.of(prompt.substring(StandIns.MARK.length()), photo);
      FractalSet set = new FractalSet(0, 256, AndersonFarrell.DEFAULT);
      Image fractal = set.plan(set.find(FRACTALS[i]), 0).paint();
      Companions companions =
          new Companions(
              Optional.of(new Companions.Generated(prompt, 0, standIn)),
              Optional.of(new Companions.Picture("", fractal)));
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
      for (Stage stage : plan.stages(photo, companions)) {
        parts.add(stage.image().resize(SHOWN, Filter.BICUBIC));
      }
      rows.add(OperationPictures.row(parts));
    }
    Path file = root.resolve("docs/images/methods/diffusemix.jpg");
    Files.write(file, OperationPictures.CODEC.encode(below(rows), OperationPictures.JPEG));
  }

  /** Rows of one width, one below the other. */
  private static Image below(List<Image> rows) {
    int length = rows.get(0).samples().length;
    byte[] samples = new byte[length * rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i).samples(), 0, samples, i * length, length);
    }
    return Image.of(
        rows.get(0).height() * rows.size(), rows.get(0).width(), rows.get(0).bands(), samples);
  }
}
