package dev.emulsion.image.codec;

/** The native codec where OpenCV decodes JPEG, as on a processor without long vectors. */
public final class OpenCvCodec {

  private OpenCvCodec() {}

  /** Decodes JPEG with OpenCV wherever it runs. */
  public static ImageCodec of(DecodeOptions options) {
    return new NativeCodec(options, false);
  }
}
