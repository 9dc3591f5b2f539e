package dev.emulsion.jobs;

import dev.emulsion.io.GeneratedName;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Lays out pictures as a generator leaves them, and a set of pictures to lay over. */
public final class GeneratedFolder {

  private final Path root;

  GeneratedFolder(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** One picture; its colours depend on its name. */
  GeneratedFolder add(String source, String prompt, int variant) throws IOException {
    return add(source, prompt, variant, Photos.encoded(prompt.hashCode() + variant, 32, 32, "jpg"));
  }

  GeneratedFolder add(String source, String prompt, int variant, byte[] bytes) throws IOException {
    Path file = root.resolve(new GeneratedName(source, prompt, variant).file());
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return this;
  }

  /** A picture of one colour, as safety checkers return it. */
  static byte[] flat(Color color) {
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, 32, 32);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A folder of small pictures. */
  static Path set(Path root, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Photos.write(root, i + ".png", Photos.encoded(1000 + i, 24, 24, "png"));
    }
    return root;
  }
}
