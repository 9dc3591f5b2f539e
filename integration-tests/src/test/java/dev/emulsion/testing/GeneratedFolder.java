package dev.emulsion.testing;

import dev.emulsion.io.side.GeneratedFileName;
import dev.emulsion.transform.GeneratedKey;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A folder of generated images, named as generators name them. */
public final class GeneratedFolder {

  private final Path root;

  public GeneratedFolder(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  /** Adds an image whose colors depend on its name. */
  public GeneratedFolder add(String source, String prompt, int index) throws IOException {
    return add(source, prompt, index, TestImages.encoded(prompt.hashCode() + index, 32, 32, "jpg"));
  }

  public GeneratedFolder add(String source, String prompt, int index, byte[] bytes)
      throws IOException {
    Path file = root.resolve(GeneratedFileName.of(new GeneratedKey(source, prompt, index)));
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return this;
  }

  /** An image of one color, as safety checkers return it. */
  public static byte[] flat(Color color) {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, 32, 32);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes a mixing set of {@code count} small images. */
  public static Path mixingSet(Path root, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      TestImages.write(root, i + ".png", TestImages.encoded(1000 + i, 24, 24, "png"));
    }
    return root;
  }
}
