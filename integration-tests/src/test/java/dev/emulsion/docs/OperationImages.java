package dev.emulsion.docs;

import dev.emulsion.OperationType;
import dev.emulsion.image.Border;
import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.mix.Mixes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The images of {@code docs/operations.md}, made from the examples on the page: before and after
 * side by side, each pixel as the operation left it.
 *
 * <p>Argument of the program: the root of the project.
 */
public final class OperationImages {

  private static final Path PAGE = Path.of("docs", "operations.md");
  private static final Path IMAGES = Path.of("conf", "quickstart", "images");
  static final ImageCodec CODEC = ImageCodecs.of(DecodeOptions.DEFAULT);
  static final Encoding JPEG = new Encoding(Format.JPEG, 85);
  private static final int HEIGHT = 128;
  private static final int GAP = 4;
  private static final Border WHITE = Border.constant(List.of(255));

  private final Path page;
  private final Image image;
  private final Image partner;

  OperationImages(Path root) throws IOException {
    this.page = root.resolve(PAGE);
    this.image = small(root.resolve(IMAGES).resolve("cat/cat_07.jpg"));
    this.partner = small(root.resolve(IMAGES).resolve("coffee/coffee_02.jpg"));
  }

  public static void main(String[] args) throws IOException {
    var images = new OperationImages(Path.of(args[0]));
    for (Example example : images.examples()) {
      Path file = images.file(example);
      Files.createDirectories(file.getParent());
      Files.write(file, images.encoded(example));
    }
  }

  /** The examples of the page, from its top to its end. */
  List<Example> examples() throws IOException {
    return Files.readAllLines(page).stream().map(Example::of).flatMap(Optional::stream).toList();
  }

  /** Where the image of {@code example} lies. */
  Path file(Example example) {
    return page.resolveSibling(example.image());
  }

  /** The bytes of the image of {@code example}. */
  byte[] encoded(Example example) {
    return CODEC.encode(row(parts(example)), JPEG);
  }

  /** What goes in, and last what comes out. */
  List<Image> parts(Example example) {
    boolean pair = Mixes.all().stream().map(OperationType::name).anyMatch(example.name()::equals);
    return pair ? example.mixed(image, partner) : example.transformed(image);
  }

  /** The image in {@code encoded}. */
  static Image decode(byte[] encoded) {
    if (CODEC.decode(encoded) instanceof Decoded.DecodedImage image) {
      return image.image();
    }
    throw new IllegalArgumentException("not an image that is read");
  }

  private static Image small(Path file) throws IOException {
    Image large = decode(Files.readAllBytes(file));
    int width = Math.round((float) HEIGHT * large.width() / large.height());
    return large.resize(new Size(HEIGHT, width), Filter.BICUBIC);
  }

  /** The images from left to right on white, none of them resized. */
  static Image row(List<Image> images) {
    int height = images.stream().mapToInt(Image::height).max().orElseThrow();
    int width = images.stream().mapToInt(image -> image.width() + GAP).sum() - GAP;
    Image row = white(height, width);
    int left = 0;
    for (Image image : images) {
      int top = (height - image.height()) / 2;
      Image shifted = image.crop(new Box(-top, -left, height, width), WHITE);
      row = row.withPatch(new Box(top, left, image.height(), image.width()), shifted);
      left += image.width() + GAP;
    }
    return row;
  }

  private static Image white(int height, int width) {
    return Image.of(1, 1, 3, new byte[] {-1, -1, -1}).crop(new Box(0, 0, height, width), WHITE);
  }
}
