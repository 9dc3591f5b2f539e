package dev.emulsion.jobs;

import dev.emulsion.io.side.GeneratedName;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Lays out images as a generator leaves them, and a set of images to lay over. */
public final class GeneratedFolder {

  private final Path root;

  GeneratedFolder(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** One image; its colors depend on its name. */
  GeneratedFolder add(String source, String prompt, int variant) throws IOException {
    return add(
        source, prompt, variant, TestImages.encoded(prompt.hashCode() + variant, 32, 32, "jpg"));
  }

  GeneratedFolder add(String source, String prompt, int variant, byte[] bytes) throws IOException {
    Path file = root.resolve(new GeneratedName(source, prompt, variant).file());
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return this;
  }

  /** An image of one color, as safety checkers return it. */
  static byte[] flat(Color color) {
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

  /** A folder of small images. */
  static Path set(Path root, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      TestImages.write(root, i + ".png", TestImages.encoded(1000 + i, 24, 24, "png"));
    }
    return root;
  }
}
