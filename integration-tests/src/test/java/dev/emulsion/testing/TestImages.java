package dev.emulsion.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;

/** Small images, each different from the next. */
public final class TestImages {

  /** What was encoded before: tests lay out the same images again and again. */
  private static final Map<Key, byte[]> ENCODED = new ConcurrentHashMap<>();

  private TestImages() {}

  private record Key(int number, int height, int width, String format) {}

  /** A PNG, JPEG or GIF of smooth colors that depend on {@code number}. */
  public static byte[] encoded(int number, int height, int width, String format) {
    Key key = new Key(number, height, width, format);
    return ENCODED.computeIfAbsent(key, TestImages::encode).clone();
  }

  private static byte[] encode(Key key) {
    int number = key.number();
    BufferedImage image = new BufferedImage(key.width(), key.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < key.height(); row++) {
      for (int column = 0; column < key.width(); column++) {
        int red = (number * 37 + row * 5) & 0xFF;
        int green = (number * 101 + column * 3) & 0xFF;
        int blue = (number * 11 + row * column) & 0xFF;
        image.setRGB(column, row, red << 16 | green << 8 | blue);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, key.format(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** An image folder: image i is {@code class<i mod classes>/i.jpg}, 40 × 48 pixels. */
  public static Path folder(Path root, int count, int classes) throws IOException {
    for (int i = 0; i < count; i++) {
      write(root.resolve("class" + i % classes), i + ".jpg", encoded(i, 40, 48, "jpg"));
    }
    return root;
  }

  /** Writes one file and the folder above it. */
  public static Path write(Path folder, String name, byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    return Files.write(folder.resolve(name), bytes);
  }
}
