package dev.emulsion.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes PNG and JPEG with ImageIO. */
final class ImageIoWriter {

  private ImageIoWriter() {}

  static byte[] png(Image image) {
    return write("png", image, -1);
  }

  /** Baseline JPEG; colour is 4:2:0. */
  static byte[] jpeg(Image image, int quality) {
    return write("jpeg", image, quality / 100f);
  }

  private static byte[] write(String format, Image image, float quality) {
    ImageWriter writer = writer(format);
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    try (var output = new MemoryCacheImageOutputStream(encoded)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (quality >= 0) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
      }
      writer.setOutput(output);
      writer.write(null, new IIOImage(buffered(image), null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode " + image + " as " + format, e);
    } finally {
      writer.dispose();
    }
    return encoded.toByteArray();
  }

  /** The JDK's own writer, whatever others are on the class path. */
  private static ImageWriter writer(String format) {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getModule() == ImageIO.class.getModule()) {
        return writer;
      }
    }
    throw new IllegalStateException("this JDK has no " + format + " writer");
  }

  /** Samples are put straight into the raster: setRGB would apply a gamma to gray. */
  private static BufferedImage buffered(Image image) {
    boolean gray = image.bands() == 1;
    BufferedImage picture =
        new BufferedImage(
            image.width(),
            image.height(),
            gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    byte[] to = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
    byte[] from = image.samples();
    if (gray) {
      System.arraycopy(from, 0, to, 0, from.length);
    } else {
      Bands.swap(from, to);
    }
    return picture;
  }
}
