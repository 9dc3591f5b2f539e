package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * The first page of a TIFF file, as far as its tags describe it.
 *
 * @param stored size before the page is turned as its orientation says
 * @param orientation 1 to 8; part of the format, so it is always applied, as in Pillow
 * @param colors what the values of a pixel mean
 * @param samples number of values of a pixel
 * @param bits of a value
 * @param blocks where the pixels are
 * @param palette colors as RGB triples if {@code colors} is {@code PALETTE}; else empty
 */
record TiffHeader(
    ImageHeader header,
    Size stored,
    int orientation,
    Colors colors,
    int samples,
    int bits,
    ByteOrder order,
    Blocks blocks,
    byte[] palette) {

  /** What the values of a pixel mean. */
  enum Colors {
    WHITE_IS_ZERO,
    BLACK_IS_ZERO,
    RGB,
    /** Colors were multiplied by alpha, which is undone. */
    RGB_PREMULTIPLIED,
    PALETTE,
    CMYK
  }

  /** Of 16-bit values. */
  enum ByteOrder {
    LITTLE,
    BIG
  }

  /** How blocks are compressed. */
  enum Compression {
    NONE(1),
    LZW(2731),
    DEFLATE(1032),
    PACK_BITS(64);

    private final long maxRatio;

    Compression(long maxRatio) {
      this.maxRatio = maxRatio;
    }

    /** The most bytes that a compressed byte can mean. */
    long maxRatio() {
      return maxRatio;
    }
  }

  /** Whether a value is stored as its difference from the one to the left. */
  enum Predictor {
    NONE,
    HORIZONTAL
  }

  /** Whether a block has all values of a pixel, or each block those of one channel. */
  enum Planes {
    TOGETHER,
    APART
  }

  /**
   * Strips or tiles, by rows and then columns, plane after plane.
   *
   * @param size of a block; those at the bottom may be cut if they are strips
   * @param offsets positions
   * @param lengths of the compressed blocks
   */
  record Blocks(
      Layout layout,
      Size size,
      Planes planes,
      Compression compression,
      Predictor predictor,
      long[] offsets,
      long[] lengths) {

    /** Tiles all have one size, but the last strip has the rows that are left. */
    enum Layout {
      STRIPS,
      TILES
    }
  }

  static TiffHeader read(byte[] encoded, DecodeLimits limits) throws DecodeException {
    return new Reader(TiffDirectory.read(encoded), limits).read();
  }

  /** Interprets the tags. */
  private static final class Reader {

    private static final int ASSOCIATED_ALPHA = 1;

    private final TiffDirectory tags;
    private final DecodeLimits limits;

    Reader(TiffDirectory tags, DecodeLimits limits) {
      this.tags = tags;
      this.limits = limits;
    }

    TiffHeader read() throws DecodeException {
      Size stored = size(TiffDirectory.HEIGHT, TiffDirectory.WIDTH, "pixels");
      limits.requireSize(FileFormat.TIFF, stored);
      Compression compression = compression();
      long photometric = tags.number(TiffDirectory.PHOTOMETRIC, 0);
      long[] extra = tags.numbers(TiffDirectory.EXTRA_SAMPLES);
      int samples = (int) Math.min(99, tags.number(TiffDirectory.SAMPLES, 1));
      int bits = bits(samples);
      Colors colors = colors(photometric, samples, bits, extra);
      requireUsual();
      Predictor predictor = predictor(bits);
      Blocks blocks = blocks(stored, bits, compression, predictor);
      int orientation = (int) tags.number(TiffDirectory.ORIENTATION, Exif.UPRIGHT);
      orientation = orientation < 1 || orientation > 8 ? Exif.UPRIGHT : orientation;
      Size size = orientation >= 5 ? new Size(stored.width(), stored.height()) : stored;
      return new TiffHeader(
          new ImageHeader(
              FileFormat.TIFF, size, samples, Exif.UPRIGHT, notes(colors, samples, bits)),
          stored,
          orientation,
          colors,
          samples,
          bits,
          tags.isLittleEndian() ? ByteOrder.LITTLE : ByteOrder.BIG,
          blocks,
          colors == Colors.PALETTE ? palette(bits) : new byte[0]);
    }

    private Size size(int height, int width, String what) throws DecodeException {
      long rows = tags.number(height, 0);
      long columns = tags.number(width, 0);
      if (rows < 1 || columns < 1 || rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
        throw DecodeException.corrupt("TIFF claims " + rows + "×" + columns + " " + what);
      }
      return new Size((int) rows, (int) columns);
    }

    private Compression compression() throws DecodeException {
      long code = tags.number(TiffDirectory.COMPRESSION, 1);
      return switch ((int) code) {
        case 1 -> Compression.NONE;
        case 5 -> Compression.LZW;
        case 8, 32_946 -> Compression.DEFLATE;
        case 32_773 -> Compression.PACK_BITS;
        case 2, 3, 4 -> throw rare("fax", "is compressed as a fax");
        case 6, 7 -> throw rare("JPEG", "is compressed with JPEG");
        case 34_925 -> throw rare("LZMA", "is compressed with LZMA");
        case 50_000 -> throw rare("Zstandard", "is compressed with Zstandard");
        case 50_001 -> throw rare("WebP", "is compressed with WebP");
        default -> throw rare("rare compression", "has compression " + code);
      };
    }

    private int bits(int samples) throws DecodeException {
      long[] all = tags.numbers(TiffDirectory.BITS);
      long bits = all.length == 0 ? 1 : all[0];
      if (Arrays.stream(all).anyMatch(other -> other != bits)
          || all.length > 1 && all.length < samples) {
        throw rare("rare pixels", "has values of different lengths");
      }
      return (int) bits;
    }

    private Colors colors(long photometric, int samples, int bits, long[] extra)
        throws DecodeException {
      int plain = photometric == 2 ? 3 : photometric == 5 ? 4 : 1;
      boolean noExtra = samples == plain && extra.length == 0;
      boolean one = samples == plain + 1 && extra.length == 1;
      boolean unassociated = one && (extra[0] == 0 || extra[0] == 2);
      boolean associated = one && extra[0] == ASSOCIATED_ALPHA;
      boolean small = bits == 1 || bits == 2 || bits == 4 || bits == 8;
      if (photometric == 0 && noExtra && small) {
        return Colors.WHITE_IS_ZERO;
      }
      if (photometric == 1 && (noExtra && (small || bits == 16) || unassociated && bits == 8)) {
        return Colors.BLACK_IS_ZERO;
      }
      boolean unstated = samples == 4 && extra.length == 0;
      if (photometric == 2 && (bits == 8 || bits == 16) && (noExtra || unassociated || unstated)) {
        return Colors.RGB;
      }
      if (photometric == 2 && bits == 8 && associated) {
        return Colors.RGB_PREMULTIPLIED;
      }
      if (photometric == 3 && noExtra && small) {
        return Colors.PALETTE;
      }
      if (photometric == 5 && noExtra && bits == 8) {
        return Colors.CMYK;
      }
      throw rare(
          "rare pixels",
          "has "
              + samples
              + " values of "
              + bits
              + " bits per pixel and photometric interpretation "
              + photometric);
    }

    private void requireUsual() throws DecodeException {
      for (long format : tags.numbers(TiffDirectory.SAMPLE_FORMAT)) {
        if (format != 1) {
          throw rare("rare pixels", "has values that are signed or fractions");
        }
      }
      if (tags.number(TiffDirectory.FILL_ORDER, 1) != 1) {
        throw rare("rare pixels", "stores the bits of a byte in reverse");
      }
    }

    private Predictor predictor(int bits) throws DecodeException {
      long code = tags.number(TiffDirectory.PREDICTOR, 1);
      boolean horizontal = code == 2 && bits >= Byte.SIZE;
      if (code != 1 && !horizontal) {
        throw rare("rare compression", "has predictor " + code + " for " + bits + " bits");
      }
      return horizontal ? Predictor.HORIZONTAL : Predictor.NONE;
    }

    private Blocks blocks(Size stored, int bits, Compression compression, Predictor predictor)
        throws DecodeException {
      boolean tiled = tags.has(TiffDirectory.TILE_OFFSETS);
      Size size;
      if (tiled) {
        size = size(TiffDirectory.TILE_HEIGHT, TiffDirectory.TILE_WIDTH, "pixels of a tile");
        limits.requireSize(FileFormat.TIFF, size);
      } else {
        long rows = tags.number(TiffDirectory.ROWS_PER_STRIP, stored.height());
        size = new Size((int) Math.max(1, Math.min(rows, stored.height())), stored.width());
      }
      boolean apart = tags.number(TiffDirectory.PLANAR, 1) == 2 && !isSingle();
      if (apart && compression == Compression.NONE && bits > Byte.SIZE) {
        throw rare("rare pixels", "has uncompressed planes of 16 bits");
      }
      return new Blocks(
          tiled ? Blocks.Layout.TILES : Blocks.Layout.STRIPS,
          size,
          apart ? Planes.APART : Planes.TOGETHER,
          compression,
          // without compression, the tag has no meaning
          compression == Compression.NONE || compression == Compression.PACK_BITS
              ? Predictor.NONE
              : predictor,
          tags.numbers(tiled ? TiffDirectory.TILE_OFFSETS : TiffDirectory.STRIP_OFFSETS),
          tags.numbers(tiled ? TiffDirectory.TILE_BYTES : TiffDirectory.STRIP_BYTES));
    }

    private boolean isSingle() throws DecodeException {
      return tags.number(TiffDirectory.SAMPLES, 1) == 1;
    }

    private Set<DecodeNote> notes(Colors colors, int samples, int bits) throws DecodeException {
      Set<DecodeNote> notes = EnumSet.noneOf(DecodeNote.class);
      if (bits == 16) {
        notes.add(DecodeNote.SIXTEEN_BIT);
      }
      if (samples == 2 || samples == 4 && colors != Colors.CMYK) {
        notes.add(DecodeNote.ALPHA);
      }
      if (tags.hasOtherColorSpace()) {
        notes.add(DecodeNote.COLOR_SPACE);
      }
      if (tags.hasNext()) {
        notes.add(DecodeNote.PAGES);
      }
      return notes;
    }

    /** All reds, then all greens, then all blues, of 16 bits each, of which the high ones count. */
    private byte[] palette(int bits) throws DecodeException {
      long[] map = tags.numbers(TiffDirectory.COLOR_MAP);
      int colors = 1 << bits;
      if (map.length != 3 * colors) {
        throw DecodeException.corrupt(
            "TIFF has a palette of " + map.length + " values, not " + 3 * colors);
      }
      byte[] palette = new byte[3 * colors];
      for (int i = 0; i < palette.length; i++) {
        palette[i] = (byte) (map[i % 3 * colors + i / 3] >> Byte.SIZE);
      }
      return palette;
    }

    private static DecodeException rare(String kind, String what) {
      return DecodeException.unsupported(
          "TIFF (" + kind + ")", "TIFF " + what + "; such a TIFF is not read");
    }
  }
}
