package dev.emulsion.notebook;

import dev.emulsion.image.Box;
import dev.emulsion.image.Filter;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodecs;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Images in rows and columns, with captions: what the Java notebook shows. */
public final class Sheet {

  private static final int SIDE = 128;
  private static final int GAP = 6;
  private static final int CAPTION = 20;

  private record Cell(Image image, String caption, List<Box> boxes) {}

  private final List<List<Cell>> rows = new ArrayList<>();

  /** Reads a file as the jobs do, at {@code side} by {@code side} pixels. */
  public static Image read(String file, int side) {
    try {
      Decoded decoded =
          ImageCodecs.of(DecodeOptions.DEFAULT).decode(Files.readAllBytes(Path.of(file)));
      Image image = ((Decoded.DecodedImage) decoded).image();
      return image.resize(Size.square(side), Filter.BICUBIC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins a row. */
  public Sheet row() {
    rows.add(new ArrayList<>());
    return this;
  }

  public Sheet add(Image image, String caption) {
    return add(image, caption, List.of());
  }

  /** Adds an image to the last row, with a line around {@code boxes}. */
  public Sheet add(Image image, String caption, List<Box> boxes) {
    rows.get(rows.size() - 1).add(new Cell(image, caption, boxes));
    return this;
  }

  /** The whole sheet. */
  public BufferedImage draw() {
    int columns = rows.stream().mapToInt(List::size).max().orElseThrow();
    int width = columns * (SIDE + GAP) + GAP;
    int height = rows.size() * (SIDE + CAPTION + GAP) + GAP;
    var sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < rows.get(r).size(); c++) {
        draw(
            rows.get(r).get(c), graphics, GAP + c * (SIDE + GAP), GAP + r * (SIDE + CAPTION + GAP));
      }
    }
    graphics.dispose();
    return sheet;
  }

  private static void draw(Cell cell, Graphics2D graphics, int left, int top) {
    graphics.drawImage(pixels(cell.image), left, top, SIDE, SIDE, null);
    Area partner = new Area();
    for (Box box : cell.boxes) {
      partner.add(new Area(new Rectangle(box.left(), box.top(), box.width(), box.height())));
    }
    AffineTransform place = AffineTransform.getTranslateInstance(left, top);
    place.scale((double) SIDE / cell.image.width(), (double) SIDE / cell.image.height());
    graphics.setColor(new Color(255, 214, 0));
    graphics.setStroke(new BasicStroke(1.5f));
    graphics.draw(partner.createTransformedArea(place));
    graphics.setColor(Color.DARK_GRAY);
    graphics.drawString(cell.caption, left, top + SIDE + 14);
  }

  private static BufferedImage pixels(Image image) {
    var pixels = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          rgb = rgb << 8 | image.value(y, x, Math.min(channel, image.channels() - 1));
        }
        pixels.setRGB(x, y, rgb);
      }
    }
    return pixels;
  }

  static byte[] jpeg(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(0.88f);
    var bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
