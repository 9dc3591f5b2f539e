package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Subsampling;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGQTable;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.NodeList;

/** Writes PNG and JPEG with ImageIO. */
final class ImageIoWriter {

  private ImageIoWriter() {}

  static byte[] png(Image image) {
    ImageWriter writer = writer("png");
    return write(writer, image, writer.getDefaultWriteParam(), null);
  }

  /** Baseline JPEG. */
  static byte[] jpeg(Image image, Encoding encoding) {
    ImageWriter writer = writer("jpeg");
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(
            ImageTypeSpecifier.createFromRenderedImage(buffered(image)), parameters);
    adapt(
        metadata,
        encoding.quality(),
        image.channels() == 3 ? encoding.subsampling() : Subsampling.NONE);
    return write(writer, image, parameters, metadata);
  }

  /**
   * Makes the metadata equal to libjpeg's: JFIF 1.01, quantization tables for the quality, and the
   * sampling of the first component. The writer uses them unless it is given a quality, which it
   * would scale differently.
   */
  private static void adapt(IIOMetadata metadata, int quality, Subsampling subsampling) {
    String form = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(form);
    element(root, "app0JFIF").setAttribute("minorVersion", "1");
    NodeList tables = root.getElementsByTagName("dqtable");
    for (int i = 0; i < tables.getLength(); i++) {
      JPEGQTable standard = i == 0 ? JPEGQTable.K1Luminance : JPEGQTable.K2Chrominance;
      ((IIOMetadataNode) tables.item(i)).setUserObject(scaled(standard, quality));
    }
    IIOMetadataNode first = element(root, "componentSpec");
    first.setAttribute("HsamplingFactor", Integer.toString(subsampling.across()));
    first.setAttribute("VsamplingFactor", Integer.toString(subsampling.down()));
    try {
      metadata.setFromTree(form, root);
    } catch (IIOInvalidTreeException e) {
      throw new IllegalStateException("this JDK does not accept subsampling " + subsampling, e);
    }
  }

  /** A standard table for baseline JPEG, scaled as by libjpeg's jpeg_set_quality. */
  private static JPEGQTable scaled(JPEGQTable standard, int quality) {
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    int[] table = standard.getTable();
    for (int i = 0; i < table.length; i++) {
      table[i] = Math.min(Math.max((table[i] * percent + 50) / 100, 1), 255);
    }
    return new JPEGQTable(table);
  }

  private static IIOMetadataNode element(IIOMetadataNode root, String name) {
    return (IIOMetadataNode) root.getElementsByTagName(name).item(0);
  }

  /**
   * @param metadata null for the writer's default
   */
  private static byte[] write(
      ImageWriter writer, Image image, ImageWriteParam parameters, IIOMetadata metadata) {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    try (var output = new MemoryCacheImageOutputStream(encoded)) {
      writer.setOutput(output);
      writer.write(null, new IIOImage(buffered(image), null, metadata), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode " + image, e);
    } finally {
      writer.dispose();
    }
    return encoded.toByteArray();
  }

  /** The JDK's own writer, ignoring others on the class path. */
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

  /** Copies samples into the raster directly, since setRGB would apply a gamma to gray. */
  private static BufferedImage buffered(Image image) {
    boolean gray = image.channels() == 1;
    BufferedImage buffered =
        new BufferedImage(
            image.width(),
            image.height(),
            gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    byte[] to = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
    byte[] from = image.samples();
    if (gray) {
      System.arraycopy(from, 0, to, 0, from.length);
    } else {
      ChannelConversion.swap(from, to);
    }
    return buffered;
  }
}
