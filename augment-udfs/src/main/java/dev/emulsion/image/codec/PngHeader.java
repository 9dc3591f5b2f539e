package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The header of a PNG file, up to its pixels.
 *
 * @param depth bits per sample: 1, 2, 4, 8 or 16
 * @param palette colors as RGB triples if {@code colors} is {@code PALETTE}; else empty
 * @param firstData position of the first IDAT chunk
 */
record PngHeader(
    ImageHeader header,
    Colors colors,
    int depth,
    Interlace interlace,
    byte[] palette,
    int firstData) {

  private static final int SIGNATURE_BYTES = 8;
  private static final int IHDR_DATA = 13;

  /** Length and name before a chunk's data, checksum after them. */
  static final int CHUNK_HEADER = 8;

  static final int CHUNK_OVERHEAD = CHUNK_HEADER + 4;

  /** Color types with their number of samples per pixel. */
  enum Colors {
    GRAY(1),
    RGB(3),
    PALETTE(1),
    GRAY_ALPHA(2),
    RGB_ALPHA(4);

    private final int samples;

    Colors(int samples) {
      this.samples = samples;
    }

    int samples() {
      return samples;
    }
  }

  /** The order of rows. */
  enum Interlace {
    NONE,
    ADAM7
  }

  static PngHeader read(byte[] encoded, DecodeLimits limits) throws DecodeException {
    ByteReader bytes = new ByteReader(encoded, "PNG");
    if (!bytes.name(SIGNATURE_BYTES + 4).equals("IHDR")
        || bytes.u32(SIGNATURE_BYTES) != IHDR_DATA) {
      throw DecodeException.corrupt(
          "PNG begins with a chunk " + bytes.name(SIGNATURE_BYTES + 4) + ", not with IHDR");
    }
    int data = SIGNATURE_BYTES + CHUNK_HEADER;
    long width = bytes.u32(data);
    long height = bytes.u32(data + 4);
    if (height == 0 || width == 0 || height > Integer.MAX_VALUE || width > Integer.MAX_VALUE) {
      throw DecodeException.corrupt("PNG claims " + height + "×" + width + " pixels");
    }
    Size size = new Size((int) height, (int) width);
    limits.requireSize(FileFormat.PNG, size);
    int depth = bytes.u8(data + 8);
    Colors colors = colors(bytes.u8(data + 9), depth);
    requireChecksum(bytes, SIGNATURE_BYTES);
    if (bytes.u8(data + 10) != 0 || bytes.u8(data + 11) != 0 || bytes.u8(data + 12) > 1) {
      throw DecodeException.unsupported(
          "PNG of a private coding",
          "PNG has a nonstandard compression, filter or interlace method");
    }
    Interlace interlace = bytes.u8(data + 12) == 0 ? Interlace.NONE : Interlace.ADAM7;
    return untilData(bytes, size, colors, depth, interlace);
  }

  private static Colors colors(int type, int depth) throws DecodeException {
    boolean allowed =
        switch (type) {
          case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case 2, 4, 6 -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!allowed) {
      throw DecodeException.corrupt("PNG claims color type " + type + " with " + depth + " bits");
    }
    return switch (type) {
      case 0 -> Colors.GRAY;
      case 2 -> Colors.RGB;
      case 3 -> Colors.PALETTE;
      case 4 -> Colors.GRAY_ALPHA;
      default -> Colors.RGB_ALPHA;
    };
  }

  private static PngHeader untilData(
      ByteReader bytes, Size size, Colors colors, int depth, Interlace interlace)
      throws DecodeException {
    Chunks chunks = new Chunks(bytes);
    chunks.readUntilData(SIGNATURE_BYTES + CHUNK_OVERHEAD + IHDR_DATA);
    if (colors == Colors.PALETTE && chunks.palette.length == 0) {
      throw DecodeException.corrupt("PNG has no palette before its data");
    }
    Set<DecodeNote> notes = chunks.notes();
    if (depth == 16) {
      notes.add(DecodeNote.SIXTEEN_BIT);
    }
    if (colors == Colors.GRAY_ALPHA || colors == Colors.RGB_ALPHA) {
      notes.add(DecodeNote.ALPHA);
    }
    ImageHeader header =
        new ImageHeader(FileFormat.PNG, size, colors.samples(), chunks.orientation, notes);
    return new PngHeader(header, colors, depth, interlace, chunks.palette, chunks.position);
  }

  /** Collects the contents of the chunks between IHDR and the first IDAT. */
  private static final class Chunks {

    private static final int BT_709_PRIMARIES = 1;
    private static final int SRGB_TRANSFER = 13;

    /** 1 / 2.2, the gamma of sRGB, times 100,000, and how far off it may be. */
    private static final long SRGB_GAMMA = 45_455;

    private static final long GAMMA_TOLERANCE = 500;

    private final ByteReader bytes;
    private int position;
    private byte[] palette = {};
    private int orientation = Exif.UPRIGHT;
    private long frames;
    private boolean dataIsFrame;
    private boolean transparent;
    // whether each chunk that states a color space says sRGB, if it is there
    private Optional<Boolean> codePoints = Optional.empty();
    private Optional<Boolean> profile = Optional.empty();
    private Optional<Boolean> standard = Optional.empty();
    private Optional<Boolean> gamma = Optional.empty();

    Chunks(ByteReader bytes) {
      this.bytes = bytes;
    }

    void readUntilData(int first) throws DecodeException {
      position = first;
      while (true) {
        String name = bytes.name(position + 4);
        if (name.equals("IDAT")) {
          return;
        }
        int end = endOfChunk(bytes, position);
        read(name, position + CHUNK_HEADER, end - position - CHUNK_OVERHEAD);
        position = end;
      }
    }

    private void read(String name, int data, int length) throws DecodeException {
      switch (name) {
        case "PLTE" -> {
          requireChecksum(bytes, position);
          if (length == 0 || length > 3 * 256 || length % 3 != 0) {
            throw DecodeException.corrupt("PNG has a palette of " + length + " bytes");
          }
          palette = Arrays.copyOfRange(bytes.data(), data, data + length);
        }
        case "eXIf" -> orientation = Exif.orientation(bytes.data(), data, data + length);
        case "acTL" -> frames = bytes.u32(data);
        case "fcTL" -> dataIsFrame = true;
        case "tRNS" -> transparent = true;
        case "cICP" ->
            codePoints =
                Optional.of(
                    bytes.u8(data) == BT_709_PRIMARIES && bytes.u8(data + 1) == SRGB_TRANSFER);
        case "iCCP" -> profile = Optional.of(isSrgbProfile(data, data + length));
        case "sRGB" -> standard = Optional.of(true);
        case "gAMA" ->
            gamma = Optional.of(Math.abs(bytes.u32(data) - SRGB_GAMMA) <= GAMMA_TOLERANCE);
        case "IEND" -> throw DecodeException.corrupt("PNG has no image data");
        default -> requireAncillary(name);
      }
    }

    /** A name, a zero, a method and the compressed profile. */
    private boolean isSrgbProfile(int from, int to) {
      int zero = from;
      while (zero < to && bytes.data()[zero] != 0) {
        zero++;
      }
      return zero + 2 < to && ColorProfile.isCompressedSrgb(bytes.data(), zero + 2, to);
    }

    Set<DecodeNote> notes() {
      Set<DecodeNote> notes = EnumSet.noneOf(DecodeNote.class);
      if (transparent) {
        notes.add(DecodeNote.ALPHA);
      }
      // data that are no frame are a still image before the animation
      if (frames > 1 || frames == 1 && !dataIsFrame) {
        notes.add(DecodeNote.FRAMES);
      }
      // the order of precedence of the specification
      if (!codePoints.or(() -> profile).or(() -> standard).or(() -> gamma).orElse(true)) {
        notes.add(DecodeNote.COLOR_SPACE);
      }
      return notes;
    }
  }

  /** The end of the chunk at {@code at}. */
  static int endOfChunk(ByteReader bytes, int at) throws DecodeException {
    long length = bytes.u32(at);
    bytes.requireBytes(at, CHUNK_OVERHEAD + length);
    return at + CHUNK_OVERHEAD + (int) length;
  }

  /** Requires an unknown chunk to be skippable: its name must begin in lower case. */
  static void requireAncillary(String name) throws DecodeException {
    if (name.contains("?")) {
      throw DecodeException.corrupt("PNG has no chunk where one should begin");
    }
    if (!Character.isLowerCase(name.charAt(0))) {
      throw DecodeException.unsupported(
          "PNG of a private coding", "PNG has an unknown critical chunk " + name);
    }
  }

  /** Checks the CRC-32 of a chunk's name and data. */
  static void requireChecksum(ByteReader bytes, int at) throws DecodeException {
    int end = endOfChunk(bytes, at);
    CRC32 crc = new CRC32();
    crc.update(bytes.data(), at + 4, end - at - 8);
    if (crc.getValue() != bytes.u32(end - 4)) {
      throw DecodeException.corrupt("PNG has a wrong checksum in its chunk " + bytes.name(at + 4));
    }
  }
}
