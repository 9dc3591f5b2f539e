package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.JpegScans.Layout;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads JPEG with the JDK's reader, ignoring others on the class path.
 *
 * <p>The reader gets the coded image without application segments, about which it is stricter than
 * other decoders, and returns the stored components, since its color conversions use profiles.
 */
final class JdkJpegReader {

  private static final ImageReaderSpi PROVIDER = provider();

  private JdkJpegReader() {}

  private static ImageReaderSpi provider() {
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class,
                candidate ->
                    candidate.getClass().getName().endsWith(".jpeg.JPEGImageReaderSpi")
                        && candidate.getClass().getModule() == ImageReaderSpi.class.getModule(),
                true);
    if (!providers.hasNext()) {
      throw new IllegalStateException("this JDK has no JPEG reader; java.desktop is incomplete");
    }
    return providers.next();
  }

  static Image read(byte[] encoded, JpegHeader header, Layout layout) throws DecodeException {
    AtomicReference<String> warning = new AtomicReference<>();
    Raster raster;
    try {
      raster = raster(codedImage(encoded, header), (source, text) -> warning.set(text));
    } catch (IOException | RuntimeException e) {
      throw DecodeException.corrupt("JPEG does not decode: " + e.getMessage());
    }
    if (warning.get() != null && layout.kind() != JpegScans.Kind.CUT) {
      throw DecodeException.corrupt("JPEG does not decode cleanly: " + warning.get());
    }
    int channels = header.header().channels();
    int pixels = raster.getWidth() * raster.getHeight();
    byte[] stored = ((DataBufferByte) raster.getDataBuffer()).getData();
    if (raster.getNumBands() != channels || stored.length != pixels * channels) {
      throw DecodeException.corrupt(
          "JPEG decodes to " + raster.getNumBands() + " channels, not " + channels);
    }
    byte[] rgb = JpegColor.toRgb(stored, pixels, header.colors());
    return Image.of(raster.getHeight(), raster.getWidth(), 3, rgb);
  }

  private static Raster raster(byte[] encoded, IIOReadWarningListener listener) throws IOException {
    ImageReader reader = PROVIDER.createReaderInstance();
    try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      reader.setInput(input, true, true);
      reader.addIIOReadWarningListener(listener);
      return reader.readRaster(0, null);
    } finally {
      reader.dispose();
    }
  }

  /** The file without comments and application segments before the first scan. */
  private static byte[] codedImage(byte[] encoded, JpegHeader header) throws DecodeException {
    ByteArrayOutputStream image = new ByteArrayOutputStream(encoded.length);
    JpegSegments segments = new JpegSegments(encoded);
    image.write(encoded, 0, 2);
    for (segments.next(); segments.position() < header.firstScan(); segments.next()) {
      int marker = segments.marker();
      boolean application = marker >= JpegSegments.APP0 && marker <= JpegSegments.APP15;
      if (!application && marker != JpegSegments.COM) {
        image.write(encoded, segments.position(), segments.end() - segments.position());
      }
    }
    image.write(encoded, header.firstScan(), encoded.length - header.firstScan());
    return image.toByteArray();
  }
}
