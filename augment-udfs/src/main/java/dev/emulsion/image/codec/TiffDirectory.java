package dev.emulsion.image.codec;

/**
 * The first image file directory of a TIFF: numbers by tag.
 *
 * @see <a href="https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf">TIFF 6.0, §2</a>
 */
final class TiffDirectory {

  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int FILL_ORDER = 266;
  static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  static final int SAMPLES = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTES = 279;
  static final int PLANAR = 284;
  static final int PREDICTOR = 317;
  static final int COLOR_MAP = 320;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTES = 325;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int PROFILE = 34_675;

  private static final int FIRST_DIRECTORY = 4;
  private static final int ENTRY_BYTES = 12;
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int UNDEFINED = 7;

  private final ByteReader bytes;
  private final boolean little;
  private final int entries;
  private final int first;

  private TiffDirectory(ByteReader bytes) throws DecodeException {
    this.bytes = bytes;
    this.little = bytes.has(0, "II");
    int directory = position(u32(FIRST_DIRECTORY));
    this.entries = u16(directory);
    this.first = directory + 2;
    bytes.requireBytes(first, (long) entries * ENTRY_BYTES);
  }

  static TiffDirectory read(byte[] encoded) throws DecodeException {
    return new TiffDirectory(new ByteReader(encoded, "TIFF"));
  }

  boolean isLittleEndian() {
    return little;
  }

  /** Whether another directory follows, which is another page. */
  boolean hasNext() throws DecodeException {
    int next = first + entries * ENTRY_BYTES;
    return bytes.length() >= next + 4 && u32(next) != 0;
  }

  boolean has(int tag) throws DecodeException {
    return entry(tag) >= 0;
  }

  /** The first number of a tag. */
  long number(int tag, long missing) throws DecodeException {
    long[] numbers = numbers(tag);
    return numbers.length == 0 ? missing : numbers[0];
  }

  /** The numbers of a tag; none if it is missing. */
  long[] numbers(int tag) throws DecodeException {
    int entry = entry(tag);
    if (entry < 0) {
      return new long[0];
    }
    int size = size(tag, entry);
    long count = u32(entry + 4);
    int from = data(entry, count * size);
    long[] numbers = new long[(int) count];
    for (int i = 0; i < count; i++) {
      int at = from + i * size;
      numbers[i] = size == 1 ? bytes.u8(at) : size == 2 ? u16(at) : u32(at);
    }
    return numbers;
  }

  /** Whether the color profile, if there is one, is not sRGB. */
  boolean hasOtherColorSpace() throws DecodeException {
    int entry = entry(PROFILE);
    if (entry < 0) {
      return false;
    }
    long length = u32(entry + 4);
    int from = data(entry, length);
    return !ColorProfile.isSrgb(bytes.data(), from, from + (int) length);
  }

  /** The position of a tag's data: in the entry itself if they fit. */
  private int data(int entry, long length) throws DecodeException {
    int from = length <= 4 ? entry + 8 : position(u32(entry + 8));
    return bytes.requireBytes(from, length);
  }

  private int size(int tag, int entry) throws DecodeException {
    return switch (u16(entry + 2)) {
      case BYTE, UNDEFINED -> 1;
      case SHORT -> 2;
      case LONG -> 4;
      default ->
          throw DecodeException.corrupt("TIFF has a tag " + tag + " that is no whole number");
    };
  }

  private int entry(int tag) throws DecodeException {
    for (int i = 0; i < entries; i++) {
      if (u16(first + i * ENTRY_BYTES) == tag) {
        return first + i * ENTRY_BYTES;
      }
    }
    return -1;
  }

  private int position(long at) throws DecodeException {
    return bytes.requireBytes((int) Math.min(Integer.MAX_VALUE, at), 1);
  }

  private int u16(int at) throws DecodeException {
    return little ? bytes.u16LittleEndian(at) : bytes.u16(at);
  }

  private long u32(int at) throws DecodeException {
    return little ? bytes.u32LittleEndian(at) : bytes.u32(at);
  }
}
