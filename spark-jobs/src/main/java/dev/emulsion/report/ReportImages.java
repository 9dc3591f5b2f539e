package dev.emulsion.report;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * The images of a report.
 *
 * @param strips of the rows in {@link RunReport#strips}, in that order
 * @param quarantined by id, for those that could be decoded at all
 */
public record ReportImages(List<List<Panel>> strips, Map<String, Thumbnail> quarantined) {

  /** Pixels of the longer side of an image. */
  static final int SIDE = 96;

  private static final float QUALITY = 0.82f;

  /**
   * A captioned image.
   *
   * @param caption such as {@code partner}
   * @param detail such as the class; may be empty
   * @param sign how it follows from the one before: {@code +}, {@code =} or nothing
   * @param image empty if it cannot be read
   * @param outline around what the partner shows; empty if there is nothing to outline
   */
  public record Panel(
      String caption, String detail, String sign, Optional<Thumbnail> image, Outline outline) {}

  /** The border of an area, as an SVG path in the pixels of an image of {@code size}. */
  public record Outline(Size size, String path) {

    /** Nothing. */
    public static final Outline NONE = new Outline(Size.square(1), "");

    boolean isEmpty() {
      return path.isEmpty();
    }
  }

  /**
   * A small JPEG.
   *
   * @param base64 its bytes
   */
  public record Thumbnail(int height, int width, String base64) {

    /** {@code image}, scaled down to at most {@value ReportImages#SIDE} pixels. */
    public static Thumbnail of(Image image) {
      var scaled = Thumbnails.scale(image, Math.min(SIDE, image.size().longSide()));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
      try (var out = ImageIO.createImageOutputStream(bytes)) {
        ImageWriteParam how = writer.getDefaultWriteParam();
        how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        how.setCompressionQuality(QUALITY);
        writer.setOutput(out);
        writer.write(null, new IIOImage(scaled, null, null), how);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        writer.dispose();
      }
      String base64 = Base64.getEncoder().encodeToString(bytes.toByteArray());
      return new Thumbnail(scaled.getHeight(), scaled.getWidth(), base64);
    }
  }

  /** The border of the union of boxes that do not overlap. */
  public static Outline outline(Size size, List<Box> boxes) {
    return boxes.isEmpty() ? Outline.NONE : new Outline(size, OutlinePath.of(boxes));
  }
}
