package dev.emulsion.image.codec;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.PnmHeader.Coding;
import dev.emulsion.image.codec.PnmHeader.Kind;

/** Decodes PBM, PGM and PPM, plain or raw, as Pillow does; {@link SampleDepth} scales values. */
final class PnmReader {

  private final ByteReader bytes;
  private final PnmHeader header;
  private final DecodeOptions options;
  private final int height;
  private final int width;

  private PnmReader(byte[] encoded, PnmHeader header, DecodeOptions options) {
    this.bytes = new ByteReader(encoded, "PNM");
    this.header = header;
    this.options = options;
    this.height = header.header().size().height();
    this.width = header.header().size().width();
  }

  static Image read(byte[] encoded, PnmHeader header, DecodeOptions options)
      throws DecodeException {
    return new PnmReader(encoded, header, options).read();
  }

  private Image read() throws DecodeException {
    try {
      bytes.requireBytes(header.data(), leastBytes());
    } catch (DecodeException e) {
      e.throwUnlessAllowed(options.truncated());
    }
    byte[] samples = new byte[height * width * 3];
    try {
      if (header.coding() == Coding.PLAIN) {
        readPlain(samples);
      } else {
        readRaw(samples);
      }
    } catch (DecodeException e) {
      e.throwUnlessAllowed(options.truncated()); // what is missing stays black
    }
    return Image.of(height, width, 3, samples);
  }

  /** The least number of bytes that the values take. */
  private long leastBytes() {
    long values = (long) height * width * header.header().channels();
    if (header.kind() == Kind.BITMAP) {
      return header.coding() == Coding.PLAIN ? values : (long) height * bitmapRow();
    }
    // a digit and a space, but none after the last
    return header.coding() == Coding.PLAIN ? 2 * values - 1 : values * valueBytes();
  }

  private int bitmapRow() {
    return (width + 7) / 8;
  }

  private int valueBytes() {
    return header.max() > 255 ? 2 : 1;
  }

  private void readPlain(byte[] samples) throws DecodeException {
    PnmText text = new PnmText(bytes.data(), header.data());
    int channels = header.header().channels();
    for (int i = 0; i < height * width * channels; i++) {
      if (header.kind() == Kind.BITMAP) {
        put(samples, i, (byte) (text.bit() == 1 ? 0 : 255));
      } else {
        int value = text.number();
        if (value > header.max()) {
          throw DecodeException.corrupt(
              "PNM has a value of " + value + ", above its maximum of " + header.max());
        }
        put(samples, i, reduced(value));
      }
    }
  }

  private void readRaw(byte[] samples) throws DecodeException {
    int channels = header.header().channels();
    int at = header.data();
    for (int row = 0; row < height; row++) {
      for (int i = 0; i < width * channels; i++) {
        int value =
            switch (header.kind()) {
              case BITMAP -> 1 - (bytes.u8(at + i / 8) >> 7 - i % 8 & 1);
              case GRAY, COLOR -> valueBytes() == 1 ? bytes.u8(at + i) : bytes.u16(at + 2 * i);
            };
        put(samples, row * width * channels + i, reduced(value));
      }
      at += header.kind() == Kind.BITMAP ? bitmapRow() : width * channels * valueBytes();
    }
  }

  private byte reduced(int value) {
    if (header.max() == 255) {
      return (byte) value;
    }
    boolean deepGray = header.kind() == Kind.GRAY && header.max() > 255;
    return deepGray
        ? SampleDepth.deepGray(value, header.max(), options.sixteenBit())
        : SampleDepth.scaled(value, header.max());
  }

  /** Writes the {@code i}-th value of the file, which is three of the image if it is gray. */
  private void put(byte[] samples, int i, byte value) {
    if (header.kind() == Kind.COLOR) {
      samples[i] = value;
    } else {
      samples[3 * i] = value;
      samples[3 * i + 1] = value;
      samples[3 * i + 2] = value;
    }
  }
}
