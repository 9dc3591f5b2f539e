package dev.emulsion.image.codec;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.JpegScans.Layout;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes and encodes with OpenCV: libjpeg-turbo and libwebp, the libraries that Pillow uses.
 *
 * <p>Native memory is freed before each method returns, and each call runs in its caller's thread
 * only. OpenCV does not report warnings, so damage inside the coded data of a JPEG is detected only
 * if the data then end early or contradict the markers; other damage gives wrong pixels, as in
 * Pillow.
 */
final class NativeCodec extends CheckedCodec {

  private static final int FLAGS = IMREAD_COLOR_RGB | IMREAD_IGNORE_ORIENTATION;

  /** More bytes than libjpeg reads ahead; its bit buffer has 8. */
  private static final int READ_AHEAD = 16;

  /** zlib's level; 9 would be a few percent smaller and take twice as long. */
  private static final int PNG_COMPRESSION = 6;

  /** A quality above 100, which means lossless WebP to OpenCV. */
  private static final int LOSSLESS = 101;

  NativeCodec(DecodeOptions options) {
    super(options);
  }

  /** The decoder's name, for a run's manifest. */
  @Override
  public String toString() {
    return "native (OpenCV " + org.bytedeco.opencv.global.opencv_core.CV_VERSION + ")";
  }

  @Override
  Image decodeJpeg(byte[] encoded, JpegHeader header, Layout layout) throws DecodeException {
    // OpenCV's conversion of CMYK is off by one level
    return header.header().channels() == 4
        ? JdkJpegReader.read(encoded, header, layout)
        : decode(decodable(encoded, layout), header.header());
  }

  @Override
  Image decodeWebp(byte[] encoded, ImageHeader header) throws DecodeException {
    return decode(new BytePointer(encoded), header);
  }

  /**
   * The bytes to decode. If a scan's data end early before an end marker, libjpeg fills the rest
   * with gray and only warns on standard error; without the end marker OpenCV returns nothing, and
   * the file is rejected.
   */
  private static BytePointer decodable(byte[] encoded, Layout layout) {
    if (layout.kind() != JpegScans.Kind.ONE_SCAN) {
      return new BytePointer(encoded);
    }
    BytePointer bytes = new BytePointer((long) layout.end() + READ_AHEAD);
    bytes.put(encoded, 0, layout.end());
    for (int i = 0; i < READ_AHEAD; i++) {
      bytes.put(layout.end() + i, (byte) 0);
    }
    return bytes;
  }

  /** Decodes and frees {@code encoded}. */
  private static Image decode(BytePointer encoded, ImageHeader header) throws DecodeException {
    try (BytePointer bytes = encoded;
        Mat input = new Mat(1, (int) bytes.limit(), CV_8UC1, bytes);
        Mat output = imdecode(input, FLAGS)) {
      if (output.empty()) {
        throw DecodeException.corrupt(header.format() + " does not decode: its data are damaged");
      }
      return image(output);
    } catch (RuntimeException e) { // thrown by C++
      if (String.valueOf(e.getMessage()).contains("Insufficient memory")) {
        throw e; // not about the file
      }
      throw DecodeException.corrupt(header.format() + " does not decode: " + e.getMessage());
    }
  }

  private static Image image(Mat mat) throws DecodeException {
    if (mat.type() != CV_8UC3 || !mat.isContinuous()) {
      throw DecodeException.corrupt("image decodes to an unexpected type " + mat.type());
    }
    byte[] samples = new byte[mat.rows() * mat.cols() * 3];
    try (BytePointer data = mat.data()) {
      data.get(samples);
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
