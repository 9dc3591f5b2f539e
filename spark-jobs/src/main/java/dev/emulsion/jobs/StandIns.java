package dev.emulsion.jobs;

import dev.emulsion.DataException;
import dev.emulsion.image.DecodeOptions;
import dev.emulsion.image.Decoded;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.ImageCodec;
import dev.emulsion.image.ImageCodec.Encoding;
import dev.emulsion.image.ImageCodec.Format;
import dev.emulsion.image.ImageCodecs;
import dev.emulsion.image.Luma;
import dev.emulsion.image.Size;
import dev.emulsion.image.Table;
import dev.emulsion.image.Toned;
import dev.emulsion.io.GeneratedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Pictures that stand in for generated ones where there is no generator: photos changed by simple
 * filters, always the same. No model has made them, and all their names say so. They show how a run
 * goes; nobody should train on them.
 */
public final class StandIns {

  /** Begins the prompt of each, and so stands in file names and in the ids of rows. */
  public static final String MARK = "stand-in ";

  /** As large as the pictures that the authors of DiffuseMix generate. */
  private static final Size SIZE = Size.square(256);

  private static final int TILES = 24;
  private static final int POSTERIZED = 0xC0;
  private static final int QUALITY = 90;

  private static final Map<String, UnaryOperator<Image>> FILTERS = new LinkedHashMap<>();

  static {
    FILTERS.put("snowy", StandIns::snowy);
    FILTERS.put("sunset", StandIns::sunset);
    FILTERS.put("mosaic", StandIns::mosaic);
    FILTERS.put("watercolor art", StandIns::watercolour);
  }

  private StandIns() {}

  /** The prompts that are stood in for, each with {@link #MARK} in front. */
  public static List<String> prompts() {
    return FILTERS.keySet().stream().map(prompt -> MARK + prompt).toList();
  }

  /**
   * Writes a picture of each prompt for every JPEG below {@code photos}, in the layout of a folder
   * of generated pictures. What is there already is left alone.
   *
   * @return how many pictures there are
   */
  public static long write(Path photos, Path to) throws IOException {
    ImageCodec codec = ImageCodecs.of(DecodeOptions.DEFAULT);
    List<Path> files;
    try (Stream<Path> found = Files.walk(photos)) {
      files = found.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    for (Path file : files) {
      String id = photos.relativize(file).toString().replace('\\', '/');
      Image photo = null;
      for (String prompt : FILTERS.keySet()) {
        Path standIn = to.resolve(new GeneratedName(id, MARK + prompt, 0).file());
        if (!Files.exists(standIn)) {
          photo = photo == null ? decoded(codec, file) : photo;
          Files.createDirectories(standIn.getParent());
          Encoding jpeg = new Encoding(Format.JPEG, QUALITY);
          Files.write(standIn, codec.encode(of(prompt, photo), jpeg));
        }
      }
    }
    return (long) files.size() * FILTERS.size();
  }

  /** What stands in for {@code prompt}, which has no {@link #MARK}, of a photo. */
  public static Image of(String prompt, Image photo) {
    return FILTERS.get(prompt).apply(photo.resize(SIZE, Filter.BICUBIC));
  }

  private static Image decoded(ImageCodec codec, Path file) throws IOException {
    if (codec.decode(Files.readAllBytes(file)) instanceof Decoded.Picture picture) {
      return picture.image();
    }
    throw new DataException(file + " cannot be decoded; it is one of the sample photos");
  }

  /** Pale, cool and bright. */
  private static Image snowy(Image photo) {
    Image pale = Toned.of(photo).saturation(0.35).image();
    return Table.map(pale, List.of(lifted(90, 0.62), lifted(100, 0.62), lifted(120, 0.53)));
  }

  /** Warm and dark. */
  private static Image sunset(Image photo) {
    return Table.map(photo, List.of(lifted(40, 0.9), lifted(10, 0.65), lifted(25, 0.45)));
  }

  /** Few tiles, each of one colour. */
  private static Image mosaic(Image photo) {
    Image tiles = photo.resize(Size.square(TILES), Filter.BOX);
    return Toned.of(tiles.resize(SIZE, Filter.NEAREST)).saturation(1.6).image();
  }

  /** Few tones that run into each other. */
  private static Image watercolour(Image photo) {
    Image soft =
        photo.resize(Size.square(SIZE.width() / 6), Filter.BOX).resize(SIZE, Filter.BICUBIC);
    Image toned = Table.of(sample -> sample & POSTERIZED | 0x30).map(soft);
    return toned.blend(Luma.gray(photo), 0.75);
  }

  private static Table lifted(int floor, double factor) {
    return Table.of(sample -> Math.min(255, (int) (floor + factor * sample)));
  }
}
