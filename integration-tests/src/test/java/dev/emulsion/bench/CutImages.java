package dev.emulsion.bench;

import java.awt.Image;
import java.awt.image.BufferedImage;
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
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Cuts large images into many of a typical ImageNet size: 375×500, JPEG quality 90, one folder per
 * source. Equal sources give equal crops.
 *
 * <p>A crop is a random box, one to three times the target size, scaled down by averaging. Crops of
 * plain sky or wall are skipped, because they decode faster than images usually do.
 *
 * <p>Arguments: the folder to write, the number of crops, folders to search for JPEG files.
 */
public final class CutImages {

  private static final int HEIGHT = 375;
  private static final int WIDTH = 500;
  private static final double MAX_ZOOM = 3.0;
  private static final float QUALITY = 0.9f;
  private static final int PLAIN_BELOW_BYTES = 15_000;

  private CutImages() {}

  public static void main(String[] args) throws IOException {
    Path target = Path.of(args[0]);
    int wanted = Integer.parseInt(args[1]);
    List<Path> images = imagesUnder(Stream.of(args).skip(2).map(Path::of).toList());
    if (images.isEmpty()) {
      throw new IllegalArgumentException("no JPEG image of twice the crop size in the folders");
    }
    int written = 0;
    for (int p = 0; p < images.size(); p++) {
      int share = (wanted - written) / (images.size() - p);
      written += cut(images.get(p), share, target.resolve(className(images.get(p))));
    }
    System.out.println(written + " crops of " + images.size() + " images in " + target);
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
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      return image != null && image.getWidth() >= 2 * WIDTH && image.getHeight() >= 2 * HEIGHT;
    } catch (IOException e) {
      return false;
    }
  }

  private static String className(Path source) {
    String path = source.toString().replaceAll("/contents/images.*", "");
    String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("\\.[a-zA-Z]+$", "");
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static int cut(Path source, int share, Path folder) throws IOException {
    Files.createDirectories(folder);
    BufferedImage image = ImageIO.read(source.toFile());
    Random random = new Random(source.getFileName().toString().hashCode());
    int written = 0;
    for (int attempt = 0; attempt < 4 * share && written < share; attempt++) {
      byte[] crop = encode(randomCrop(image, random));
      if (crop.length >= PLAIN_BELOW_BYTES) {
        String name = source.getParent().getFileName() + "-%dx%d-%04d.jpg";
        Files.write(
            folder.resolve(name.formatted(image.getHeight(), image.getWidth(), written)), crop);
        written++;
      }
    }
    return written;
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
    Image scaled =
        image
            .getSubimage(left, top, width, height)
            .getScaledInstance(WIDTH, HEIGHT, Image.SCALE_AREA_AVERAGING);
    BufferedImage crop = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    crop.createGraphics().drawImage(scaled, 0, 0, null);
    return crop;
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
