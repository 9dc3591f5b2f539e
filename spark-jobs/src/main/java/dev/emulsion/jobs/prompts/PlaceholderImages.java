package dev.emulsion.jobs.prompts;

import dev.emulsion.DataException;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.image.filter.LookupTable;
import dev.emulsion.image.filter.ToneBuffer;
import dev.emulsion.io.side.GeneratedFileName;
import dev.emulsion.transform.GeneratedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Placeholders for generated images, for demonstrations without a generative model: the sample
 * itself, changed by simple deterministic filters. Their prompts are marked as placeholders. Do not
 * train on them.
 */
public final class PlaceholderImages {

  /** Prefix of their prompts, and therefore part of file names and of the ids of rows. */
  public static final String MARK = "stand-in ";

  /** The size of the images that the authors of DiffuseMix generate. */
  private static final Size SIZE = Size.square(256);

  private static final int TILES = 24;
  private static final int POSTERIZED = 0xC0;
  private static final int QUALITY = 90;

  private static final Map<String, UnaryOperator<Image>> FILTERS = new LinkedHashMap<>();

  static {
    FILTERS.put("snowy", PlaceholderImages::snowy);
    FILTERS.put("sunset", PlaceholderImages::sunset);
    FILTERS.put("mosaic", PlaceholderImages::mosaic);
    FILTERS.put("watercolor art", PlaceholderImages::watercolor);
  }

  private PlaceholderImages() {}

  /** The prompts of the placeholders, each starting with {@link #MARK}. */
  public static List<String> prompts() {
    return FILTERS.keySet().stream().map(prompt -> MARK + prompt).toList();
  }

  /**
   * Writes a placeholder for each prompt and every JPEG below {@code images}, in the layout of a
   * folder of generated images. Existing files are kept.
   *
   * @return number of placeholders, written or kept
   */
  public static long write(Path images, Path to) throws IOException {
    ImageCodec codec = ImageCodecs.of(DecodeOptions.DEFAULT);
    List<Path> files;
    try (Stream<Path> found = Files.walk(images)) {
      files = found.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    for (Path file : files) {
      String id = images.relativize(file).toString().replace('\\', '/');
      Image image = null;
      for (String prompt : FILTERS.keySet()) {
        Path placeholder = to.resolve(GeneratedFileName.of(new GeneratedKey(id, MARK + prompt, 0)));
        if (!Files.exists(placeholder)) {
          image = image == null ? decoded(codec, file) : image;
          Files.createDirectories(placeholder.getParent());
          Encoding jpeg = new Encoding(Format.JPEG, QUALITY);
          Files.write(placeholder, codec.encode(of(prompt, image), jpeg));
        }
      }
    }
    return (long) files.size() * FILTERS.size();
  }

  /**
   * The placeholder for an image.
   *
   * @param prompt without {@link #MARK}
   */
  public static Image of(String prompt, Image image) {
    return FILTERS.get(prompt).apply(image.resize(SIZE, Filter.BICUBIC));
  }

  private static Image decoded(ImageCodec codec, Path file) throws IOException {
    if (codec.decode(Files.readAllBytes(file)) instanceof Decoded.DecodedImage image) {
      return image.image();
    }
    throw new DataException(file + " cannot be decoded; it is one of the sample images");
  }

  /** Pale, cool and bright. */
  private static Image snowy(Image image) {
    Image pale = ToneBuffer.of(image).saturation(0.35).image();
    return LookupTable.map(pale, List.of(lifted(90, 0.62), lifted(100, 0.62), lifted(120, 0.53)));
  }

  /** Warm and dark. */
  private static Image sunset(Image image) {
    return LookupTable.map(image, List.of(lifted(40, 0.9), lifted(10, 0.65), lifted(25, 0.45)));
  }

  /** Few tiles, each of one color. */
  private static Image mosaic(Image image) {
    Image tiles = image.resize(Size.square(TILES), Filter.BOX);
    return ToneBuffer.of(tiles.resize(SIZE, Filter.NEAREST)).saturation(1.6).image();
  }

  /** Few tones with soft edges. */
  private static Image watercolor(Image image) {
    Image soft =
        image.resize(Size.square(SIZE.width() / 6), Filter.BOX).resize(SIZE, Filter.BICUBIC);
    Image toned = LookupTable.of(sample -> sample & POSTERIZED | 0x30).map(soft);
    return toned.blend(Luma.gray(image), 0.75);
  }

  private static LookupTable lifted(int floor, double factor) {
    return LookupTable.of(sample -> Math.min(255, (int) (floor + factor * sample)));
  }
}
