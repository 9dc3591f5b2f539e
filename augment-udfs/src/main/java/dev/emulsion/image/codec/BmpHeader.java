package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import java.util.Arrays;
import java.util.Set;

/**
 * The header of a BMP file.
 *
 * @param pixel how a pixel is stored
 * @param rows their order
 * @param palette colors as RGB triples, if pixels are indices; else empty
 * @param data position of the first stored row
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/gdi/bitmap-storage">Bitmap Storage
 *     </a>
 */
record BmpHeader(ImageHeader header, Pixel pixel, Rows rows, byte[] palette, int data) {

  /** The order of rows. */
  enum Rows {
    BOTTOM_UP,
    TOP_DOWN
  }

  /** How a pixel is stored. The letters are those of its bytes or bits, the first one lowest. */
  enum Pixel {
    INDEX_1(1),
    INDEX_4(4),
    INDEX_8(8),
    INDEX_4_RUNS(4),
    INDEX_8_RUNS(8),
    BGR_15(16),
    BGR_16(16),
    BGR(24),
    BGRX(32),
    XBGR(32),
    BGXR(32),
    RGBX(32);

    private final int bits;

    Pixel(int bits) {
      this.bits = bits;
    }

    int bits() {
      return bits;
    }

    boolean isIndex() {
      return bits <= 8;
    }

    boolean isRuns() {
      return this == INDEX_4_RUNS || this == INDEX_8_RUNS;
    }
  }

  private static final int INFO = 14;
  private static final int CORE_BYTES = 12;
  private static final int INFO_BYTES = 40;
  private static final int RAW = 0;
  private static final int RUNS_8 = 1;
  private static final int RUNS_4 = 2;
  private static final int FIELDS = 3;

  static BmpHeader read(byte[] encoded, DecodeLimits limits) throws DecodeException {
    return new Reader(encoded, limits).read();
  }

  /** Reads the fields in their order. */
  private static final class Reader {

    private final ByteReader bytes;
    private final DecodeLimits limits;
    private long infoBytes;
    private int bits;
    private long compression;
    private boolean hasAlpha;

    Reader(byte[] encoded, DecodeLimits limits) {
      this.bytes = new ByteReader(encoded, "BMP");
      this.limits = limits;
    }

    BmpHeader read() throws DecodeException {
      infoBytes = bytes.u32LittleEndian(INFO);
      boolean core = infoBytes == CORE_BYTES;
      if (!core && !Set.of(40L, 52L, 56L, 64L, 108L, 124L).contains(infoBytes)) {
        throw rare("has an unknown header of " + infoBytes + " bytes");
      }
      bytes.requireBytes(INFO, infoBytes);
      long storedHeight = core ? bytes.u16LittleEndian(INFO + 6) : i32(INFO + 8);
      long height = Math.abs(storedHeight);
      long width = core ? bytes.u16LittleEndian(INFO + 4) : i32(INFO + 4);
      if (height == 0 || width <= 0 || height > Integer.MAX_VALUE) {
        throw DecodeException.corrupt("BMP claims " + height + "×" + width + " pixels");
      }
      Size size = new Size((int) height, (int) width);
      limits.requireSize(FileFormat.BMP, size);
      bits = bytes.u16LittleEndian(core ? INFO + 10 : INFO + 14);
      compression = core ? RAW : bytes.u32LittleEndian(INFO + 16);
      Pixel pixel = pixel();
      int afterHeader = INFO + (int) infoBytes + (compression == FIELDS ? masksAfterHeader() : 0);
      long offset = bytes.u32LittleEndian(10);
      if (offset > bytes.length()) {
        throw DecodeException.truncated("BMP ends after " + bytes.length() + " bytes");
      }
      byte[] palette = pixel.isIndex() ? palette(pixel, afterHeader, core ? 3 : 4) : new byte[0];
      int entries = palette.length / 3 * (core ? 3 : 4);
      // some writers give no offset, or that of the palette
      int data =
          offset == 0 || pixel.isIndex() && offset == afterHeader
              ? afterHeader + entries
              : (int) offset;
      ImageHeader header =
          new ImageHeader(
              FileFormat.BMP,
              size,
              pixel.isIndex() ? 1 : 3,
              Exif.UPRIGHT,
              hasAlpha ? Set.of(DecodeNote.ALPHA) : Set.of());
      Rows rows = storedHeight < 0 ? Rows.TOP_DOWN : Rows.BOTTOM_UP;
      return new BmpHeader(header, pixel, rows, palette, data);
    }

    private int i32(int at) throws DecodeException {
      return (int) bytes.u32LittleEndian(at);
    }

    private int masksAfterHeader() {
      return infoBytes == INFO_BYTES ? 12 : 0;
    }

    private Pixel pixel() throws DecodeException {
      if (compression == RUNS_8 && bits == 8) {
        return Pixel.INDEX_8_RUNS;
      }
      if (compression == RUNS_4 && bits == 4) {
        return Pixel.INDEX_4_RUNS;
      }
      if (compression == FIELDS && (bits == 16 || bits == 24 || bits == 32)) {
        return masked();
      }
      if (compression != RAW) {
        throw rare("has " + bits + " bits and compression " + compression);
      }
      return switch (bits) {
        case 1 -> Pixel.INDEX_1;
        case 4 -> Pixel.INDEX_4;
        case 8 -> Pixel.INDEX_8;
        case 16 -> Pixel.BGR_15;
        case 24 -> Pixel.BGR;
        case 32 -> Pixel.BGRX;
        default -> throw rare("has " + bits + " bits per pixel");
      };
    }

    /** The layout that the masks of red, green, blue and alpha describe. */
    private Pixel masked() throws DecodeException {
      int at = INFO + INFO_BYTES;
      long alpha = infoBytes >= 56 ? bytes.u32LittleEndian(at + 12) : 0;
      String masks =
          String.format(
              "%d: %x %x %x",
              bits,
              bytes.u32LittleEndian(at),
              bytes.u32LittleEndian(at + 4),
              bytes.u32LittleEndian(at + 8));
      hasAlpha = bits == 32 && alpha != 0;
      String all = bits == 32 ? masks + " " + Long.toHexString(alpha) : masks;
      return switch (all) {
        case "16: 7c00 3e0 1f" -> Pixel.BGR_15;
        case "16: f800 7e0 1f" -> Pixel.BGR_16;
        case "24: ff0000 ff00 ff" -> Pixel.BGR;
        case "32: ff0000 ff00 ff 0", "32: ff0000 ff00 ff ff000000", "32: 0 0 0 0" -> Pixel.BGRX;
        case "32: ff000000 ff0000 ff00 0", "32: ff000000 ff0000 ff00 ff" -> Pixel.XBGR;
        case "32: ff000000 ff00 ff 0", "32: ff000000 ff00 ff ff0000" -> Pixel.BGXR;
        case "32: ff ff00 ff0000 ff000000" -> Pixel.RGBX;
        default -> throw rare("has the masks " + all);
      };
    }

    private byte[] palette(Pixel pixel, int at, int entryBytes) throws DecodeException {
      long stated = entryBytes == 3 ? 0 : bytes.u32LittleEndian(INFO + 32);
      long colors = stated == 0 ? 1L << bits : stated;
      if (colors > 256) {
        throw rare("has a palette of " + colors + " colors");
      }
      bytes.requireBytes(at, colors * entryBytes);
      byte[] palette = new byte[(int) colors * 3];
      for (int i = 0; i < colors; i++) {
        int entry = at + i * entryBytes;
        palette[3 * i] = bytes.data()[entry + 2];
        palette[3 * i + 1] = bytes.data()[entry + 1];
        palette[3 * i + 2] = bytes.data()[entry];
      }
      requirePillowsReading(pixel, palette);
      return palette;
    }

    /**
     * Pillow takes two colors black and white, or a palette of grays, for pixels of 1 or 8 bits.
     */
    private void requirePillowsReading(Pixel pixel, byte[] palette) throws DecodeException {
      int colors = palette.length / 3;
      byte[] grays = new byte[palette.length];
      for (int i = 0; i < grays.length; i++) {
        grays[i] = (byte) (colors == 2 ? i / 3 * 255 : i / 3);
      }
      int bitsOfPillow = colors <= 2 ? 1 : 8;
      if (Arrays.equals(palette, grays) && !pixel.isRuns() && bits != bitsOfPillow) {
        throw rare("has " + bits + " bits per pixel and a gray palette of " + colors);
      }
    }

    private static DecodeException rare(String what) {
      return DecodeException.unsupported(
          "BMP of a rare kind", "BMP " + what + "; such a BMP is not read");
    }
  }
}
