package dev.emulsion.image.codec;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.emulsion.image.Box;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.JpegHeader.Coding;
import dev.emulsion.image.codec.JpegHeader.Colors;
import dev.emulsion.image.codec.JpegScans.Ending;
import dev.emulsion.image.codec.JpegScans.Layout;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes and encodes with OpenCV: libjpeg-turbo and libwebp, the libraries that Pillow uses.
 *
 * <p>Native memory is freed before each method returns, and each call runs in its caller's thread
 * only. Where Java has vector instructions of 256 bits, {@link JpegDecoder} decodes all JPEG files,
 * since the libjpeg-turbo of this OpenCV is built without; elsewhere it decodes those of other
 * colors than gray and YCbCr, and those that OpenCV rejects or whose data may end early, which
 * OpenCV does not report.
 */
final class NativeCodec extends CheckedCodec {

  private static final int FLAGS = IMREAD_COLOR | IMREAD_IGNORE_ORIENTATION;

  /** The luminance of a missing unit. */
  private static final int MIDDLE_GRAY = 128;

  /** More than what conversion to RGB and back changes. */
  private static final int ROUNDING = 3;

  /** zlib's level; 9 would be a few percent smaller and take twice as long. */
  private static final int PNG_COMPRESSION = 6;

  /** A quality above 100, which means lossless WebP to OpenCV. */
  private static final int LOSSLESS = 101;

  private final boolean ownJpeg;

  NativeCodec(DecodeOptions options) {
    this(options, JpegKernel.hasVectors());
  }

  /**
   * @param ownJpeg whether {@link JpegDecoder} decodes all JPEG files; with vectors it is the
   *     faster one
   */
  NativeCodec(DecodeOptions options, boolean ownJpeg) {
    super(options);
    this.ownJpeg = ownJpeg;
  }

  /** The decoder's name, for a run's manifest. */
  @Override
  public String toString() {
    return "native (OpenCV " + org.bytedeco.opencv.global.opencv_core.CV_VERSION + ")";
  }

  @Override
  Image decodeJpeg(byte[] encoded, JpegHeader header, Layout layout, Box wanted)
      throws DecodeException {
    if (ownJpeg) {
      return JpegDecoder.read(encoded, header, layout, wanted);
    }
    JpegFrame frame = JpegScanReader.requireValid(encoded, header, layout);
    // OpenCV's conversion of CMYK is off by one level
    if (header.colors() == Colors.GRAY || header.colors() == Colors.YCC && frame.isFirstLargest()) {
      Optional<Image> image = tryDecode(encoded);
      if (image.isPresent()) {
        if (mayEndEarly(image.get(), header, layout, frame)) {
          JpegDecoder.requireDataOfLastUnit(encoded, header, layout);
        }
        return image.get().size().equals(header.header().size())
            ? image.get().crop(wanted)
            : image.get(); // to be rejected
      }
    }
    return JpegDecoder.read(encoded, header, layout, wanted);
  }

  /**
   * Whether the data may have run out before the last coding unit, which OpenCV does not report:
   * all luminance of that unit is then middle gray, while its colors reach in from its neighbors.
   */
  static boolean mayEndEarly(Image image, JpegHeader header, Layout layout, JpegFrame frame) {
    if (header.coding() == Coding.PROGRESSIVE
        || layout.ending() == Ending.CUT
        || layout.scanEnds().size() > 1) {
      return false;
    }
    for (int row = frame.lastUnitRow(); row < image.height(); row++) {
      for (int column = frame.lastUnitColumn(); column < image.width(); column++) {
        if (!isMiddleGray(image, row, column)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isMiddleGray(Image image, int row, int column) {
    int luminance =
        (299 * image.value(row, column, 0)
                + 587 * image.value(row, column, 1)
                + 114 * image.value(row, column, 2))
            / 1000;
    return Math.abs(luminance - MIDDLE_GRAY) <= ROUNDING;
  }

  @Override
  Image decodeWebp(byte[] encoded, ImageHeader header) throws DecodeException {
    return tryDecode(encoded)
        .orElseThrow(
            () ->
                DecodeException.corrupt(
                    header.format() + " does not decode: its data are damaged"));
  }

  /** The image, or empty if OpenCV does not decode it. */
  private static Optional<Image> tryDecode(byte[] encoded) throws DecodeException {
    try (BytePointer bytes = new BytePointer(encoded);
        Mat input = new Mat(1, (int) bytes.limit(), CV_8UC1, bytes);
        Mat output = imdecode(input, FLAGS)) {
      return output.empty() ? Optional.empty() : Optional.of(image(output));
    } catch (RuntimeException e) { // thrown by C++
      if (String.valueOf(e.getMessage()).contains("Insufficient memory")) {
        throw e; // not about the file
      }
      return Optional.empty();
    }
  }

  /** Copies pixels of the order BGR, the only one that OpenCV 4.10 decodes to. */
  private static Image image(Mat mat) throws DecodeException {
    if (mat.type() != CV_8UC3 || !mat.isContinuous()) {
      throw DecodeException.corrupt("image decodes to an unexpected type " + mat.type());
    }
    byte[] samples = new byte[mat.rows() * mat.cols() * 3];
    try (Mat rgb = new Mat()) {
      cvtColor(mat, rgb, COLOR_BGR2RGB);
      try (BytePointer data = rgb.data()) {
        data.get(samples);
      }
    }
    return Image.of(mat.rows(), mat.cols(), 3, samples);
  }

  @Override
  byte[] write(Image image, Encoding encoding) {
    byte[] samples = image.samples();
    if (image.channels() == 3) {
      samples = new byte[samples.length];
      ChannelConversion.swap(image.samples(), samples);
    }
    int type = image.channels() == 3 ? CV_8UC3 : CV_8UC1;
    try (BytePointer data = new BytePointer(samples);
        Mat input = new Mat(image.height(), image.width(), type, data);
        BytePointer output = new BytePointer();
        IntPointer parameters = new IntPointer(parameters(encoding))) {
      if (!imencode(extension(encoding.format()), input, output, parameters)) {
        throw new IllegalStateException("cannot encode " + image + " as " + encoding.format());
      }
      byte[] encoded = new byte[(int) output.limit()];
      output.get(encoded);
      return encoded;
    }
  }

  private static String extension(Format format) {
    return switch (format) {
      case JPEG -> ".jpg";
      case PNG -> ".png";
      case WEBP -> ".webp";
    };
  }

  private static int[] parameters(Encoding encoding) {
    return switch (encoding.format()) {
      case JPEG ->
          new int[] {
            IMWRITE_JPEG_QUALITY, encoding.quality(),
            IMWRITE_JPEG_SAMPLING_FACTOR, samplingFactor(encoding.subsampling())
          };
      case PNG -> new int[] {IMWRITE_PNG_COMPRESSION, PNG_COMPRESSION};
      case WEBP -> new int[] {IMWRITE_WEBP_QUALITY, LOSSLESS};
    };
  }

  /** Two hexadecimal digits for each component. */
  private static int samplingFactor(Subsampling subsampling) {
    return subsampling.across() << 20 | subsampling.down() << 16 | 0x1111;
  }
}
