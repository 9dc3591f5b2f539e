package dev.emulsion.jobs;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Images for tests, each different from the next. */
public final class TestImages {

  private TestImages() {}

  /** A PNG or JPEG of smooth colors that depend on {@code number}. */
  public static byte[] encoded(int number, int height, int width, String format) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int red = (number * 37 + row * 5) & 0xFF;
        int green = (number * 101 + column * 3) & 0xFF;
        int blue = (number * 11 + row * column) & 0xFF;
        image.setRGB(column, row, red << 16 | green << 8 | blue);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** An image folder: image i is {@code class<i mod classes>/i.jpg}. */
  public static Path folder(Path root, int count, int classes) throws IOException {
    for (int i = 0; i < count; i++) {
      write(root.resolve("class" + i % classes), i + ".jpg", encoded(i, 40, 48, "jpg"));
    }
    return root;
  }

  /** Writes one file below a class folder. */
  public static Path write(Path folder, String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    return Files.write(folder.resolve(name), bytes);
  }
}
