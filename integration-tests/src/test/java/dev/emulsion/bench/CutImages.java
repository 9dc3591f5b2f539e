package dev.emulsion.bench;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Cuts large images into many of a typical ImageNet size: 500×375 (width × height), JPEG quality
 * 90. The crops of a source are dealt out to the folders {@code class-000}, {@code class-001}, ...
 * in turn, so that all classes have as many. Equal sources give equal crops.
 *
 * <p>A crop is a random box, one to three times the target size, scaled down by averaging. Crops of
 * plain sky or wall are skipped, because they decode faster than images usually do.
 *
 * <p>Arguments: the folder to write, the number of crops, the number of classes, folders to search
 * for JPEG files.
 */
public final class CutImages {

  private static final int HEIGHT = 375;
  private static final int WIDTH = 500;
  private static final double MAX_ZOOM = 3.0;
  private static final float QUALITY = 0.9f;
  private static final int PLAIN_BELOW_BYTES = 15_000;

  private final Path target;
  private final int classes;
  private int written;

  private CutImages(Path target, int classes) {
    this.target = target;
    this.classes = classes;
  }

  public static void main(String[] args) throws IOException {
    CutImages cut = new CutImages(Path.of(args[0]), Integer.parseInt(args[2]));
    int wanted = Integer.parseInt(args[1]);
    List<Path> images = imagesUnder(Stream.of(args).skip(3).map(Path::of).toList());
    if (images.isEmpty()) {
      throw new IllegalArgumentException("no JPEG image of twice the crop size in the folders");
    }
    for (int p = 0; p < images.size(); p++) {
      cut.cut(images.get(p), (wanted - cut.written) / (images.size() - p));
    }
    System.out.printf(
        Locale.ROOT,
        "%d crops of %d images in %d classes in %s%n",
        cut.written,
        images.size(),
        cut.classes,
        cut.target);
  }

  private static List<Path> imagesUnder(List<Path> folders) throws IOException {
    Stream.Builder<Path> found = Stream.builder();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(CutImages::isLargeImage).forEach(found);
      }
    }
    return found.build().sorted().toList();
  }

  private static boolean isLargeImage(Path file) {
    // links are other names of images that were found already
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".jpg")
        || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
      reader.setInput(in);
      return reader.getWidth(0) >= 2 * WIDTH && reader.getHeight(0) >= 2 * HEIGHT;
    } catch (IOException e) {
      return false;
    }
  }

  private void cut(Path source, int share) throws IOException {
    BufferedImage image = asRgb(ImageIO.read(source.toFile()));
    Random random = new Random(source.getFileName().toString().hashCode());
    int end = written + share;
    for (int attempt = 0; attempt < 4 * share && written < end; attempt++) {
      byte[] crop = encode(randomCrop(image, random));
      if (crop.length >= PLAIN_BELOW_BYTES) {
        Path folder = target.resolve(String.format("class-%03d", written % classes));
        Files.createDirectories(folder);
        Files.write(folder.resolve(String.format("%06d.jpg", written)), crop);
        written++;
      }
    }
  }

  private static BufferedImage randomCrop(BufferedImage image, Random random) {
    double max =
        Math.min(
            MAX_ZOOM,
            Math.min((double) image.getHeight() / HEIGHT, (double) image.getWidth() / WIDTH));
    double zoom = 1.0 + random.nextDouble() * (max - 1.0);
    int height = (int) (HEIGHT * zoom);
    int width = (int) (WIDTH * zoom);
    int top = random.nextInt(image.getHeight() - height + 1);
    int left = random.nextInt(image.getWidth() - width + 1);
    return averaged(image, new Rectangle(left, top, width, height));
  }

  private static BufferedImage asRgb(BufferedImage image) {
    BufferedImage rgb =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = rgb.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return rgb;
  }

  /** The part of an image, at the target size: every pixel is the mean of those that it covers. */
  private static BufferedImage averaged(BufferedImage image, Rectangle part) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    BufferedImage scaled = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < HEIGHT; row++) {
      int top = part.y + row * part.height / HEIGHT;
      int bottom = part.y + (row + 1) * part.height / HEIGHT;
      for (int column = 0; column < WIDTH; column++) {
        int left = part.x + column * part.width / WIDTH;
        int right = part.x + (column + 1) * part.width / WIDTH;
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y = top; y < bottom; y++) {
          for (int x = left; x < right; x++) {
            int pixel = pixels[y * image.getWidth() + x];
            red += pixel >> 16 & 0xff;
            green += pixel >> 8 & 0xff;
            blue += pixel & 0xff;
          }
        }
        int count = (bottom - top) * (right - left);
        scaled.setRGB(column, row, red / count << 16 | green / count << 8 | blue / count);
      }
    }
    return scaled;
  }

  private static byte[] encode(BufferedImage crop) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam quality = writer.getDefaultWriteParam();
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality(QUALITY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(crop, null, null), quality);
    }
    writer.dispose();
    return bytes.toByteArray();
  }
}
