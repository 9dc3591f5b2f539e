package dev.emulsion.docs;

import dev.emulsion.cli.Main;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * The image of docs/fractals.md: fractals that the command makes, row by row.
 *
 * <p>Argument of the program: the root of the project.
 */
public final class FractalImages {

  private static final int SIDE = 96;
  private static final int GAP = 4;
  private static final int ACROSS = 8;

  private static final List<String> ROWS =
      List.of(
          "--count 8",
          "--count 1 --first 14 --instances 8",
          "--count 1 --first 20 --instances 8 --background black",
          "--count 8 --style fractaldb --coloring gray");

  private FractalImages() {}

  public static void main(String[] args) throws IOException {
    Path scratch = Files.createTempDirectory("fractals");
    try {
      List<BufferedImage> images = new ArrayList<>();
      for (int row = 0; row < ROWS.size(); row++) {
        images.addAll(made(ROWS.get(row), scratch.resolve(Integer.toString(row))));
      }
      int down = images.size() / ACROSS;
      BufferedImage sheet =
          new BufferedImage(
              ACROSS * (SIDE + GAP) - GAP, down * (SIDE + GAP) - GAP, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = sheet.createGraphics();
      graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
      for (int i = 0; i < images.size(); i++) {
        int x = i % ACROSS * (SIDE + GAP);
        graphics.drawImage(images.get(i), x, i / ACROSS * (SIDE + GAP), null);
      }
      graphics.dispose();
      Path file = Path.of(args[0]).resolve("docs/images/fractals.png");
      ImageIO.write(sheet, "png", file.toFile());
    } finally {
      delete(scratch);
    }
  }

  private static List<BufferedImage> made(String options, Path output) throws IOException {
    String command =
        "fractals --format folder --size %d --output %s %s".formatted(SIDE, output, options);
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    int exitCode =
        Main.run(
            out, new PrintWriter(System.err, false, StandardCharsets.UTF_8), command.split(" "));
    if (exitCode != 0) {
      throw new IllegalStateException(command + " ended with " + exitCode);
    }
    List<BufferedImage> images = new ArrayList<>();
    try (Stream<Path> files = Files.list(output)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".png")).sorted().toList()) {
        images.add(Optional.ofNullable(ImageIO.read(file.toFile())).orElseThrow());
      }
    }
    return images;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> below = Files.walk(folder)) {
      all = below.sorted((one, other) -> other.compareTo(one)).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
