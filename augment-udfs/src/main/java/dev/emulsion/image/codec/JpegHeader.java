package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import java.util.EnumSet;
import java.util.Set;

/**
 * The header of a JPEG file, up to its first scan.
 *
 * @param colors color space of the components, by libjpeg's rules
 * @param restarts whether restart markers divide the coded data of the first scan
 * @param firstScan position of the first SOS marker
 */
record JpegHeader(
    ImageHeader header, Coding coding, Colors colors, Restarts restarts, int firstScan) {

  /** Whether scans contain whole blocks or refine earlier scans. */
  enum Coding {
    SEQUENTIAL,
    PROGRESSIVE
  }

  /** The color space of a JPEG. */
  enum Colors {
    GRAY,
    YCC,
    RGB,
    CMYK,
    YCCK
  }

  /** Whether restart markers divide the coded data. */
  enum Restarts {
    NONE,
    MARKED;

    /** From a DRI segment. */
    static Restarts in(JpegSegments segments) throws DecodeException {
      return segments.bytes().u16(segments.data()) > 0 ? MARKED : NONE;
    }
  }

  static JpegHeader read(byte[] encoded, DecodeLimits limits) throws DecodeException {
    return new Reader(encoded, limits).read();
  }

  /** Kind of the files that libjpeg's usual build does not read either. */
  static final String RARE = "JPEG of a rare coding";

  /** Name, number and count before a part of a color profile. */
  private static final int PROFILE_HEADER = 14;

  /** Walks the segments and collects their contents. */
  private static final class Reader {

    private final JpegSegments segments;
    private final ByteReader bytes;
    private final DecodeLimits limits;
    private Size size;
    private Coding coding = Coding.SEQUENTIAL;
    private int[] componentIds = {};
    private boolean jfif;
    private int adobeTransform = -1;
    private int orientation;
    private Restarts restarts = Restarts.NONE;
    private final Set<DecodeNote> notes = EnumSet.noneOf(DecodeNote.class);

    Reader(byte[] encoded, DecodeLimits limits) {
      this.limits = limits;
      this.segments = new JpegSegments(encoded);
      this.bytes = segments.bytes();
    }

    JpegHeader read() throws DecodeException {
      while (true) {
        segments.next();
        int marker = segments.marker();
        if (marker == JpegSegments.SOS) {
          break;
        }
        if (marker == JpegSegments.EOI) {
          throw DecodeException.corrupt("JPEG has no scan");
        }
        if (JpegSegments.isFrame(marker)) {
          frame(marker);
        } else if (marker == JpegSegments.APP0) {
          jfif |= segments.dataLength() >= 14 && bytes.has(segments.data(), "JFIF\0");
        } else if (marker == JpegSegments.APP1) {
          exif();
        } else if (marker == JpegSegments.APP2) {
          profile();
        } else if (marker == JpegSegments.APP14) {
          adobe();
        } else if (marker == JpegSegments.DRI) {
          restarts = Restarts.in(segments);
        }
      }
      if (size == null) {
        throw DecodeException.corrupt("JPEG has a scan before its frame header");
      }
      int upright = orientation == 0 ? Exif.UPRIGHT : orientation;
      ImageHeader header =
          new ImageHeader(FileFormat.JPEG, size, componentIds.length, upright, notes);
      return new JpegHeader(header, coding, colors(), restarts, segments.position());
    }

    private void frame(int marker) throws DecodeException {
      if (size != null) {
        throw DecodeException.corrupt("JPEG has two frame headers");
      }
      if (marker > JpegSegments.SOF_PROGRESSIVE) {
        throw DecodeException.unsupported(
            RARE,
            String.format(
                "JPEG is lossless, hierarchical or arithmetic-coded (SOF%d);"
                    + " only baseline, extended and progressive Huffman coding is supported",
                marker - JpegSegments.SOF_BASELINE));
      }
      int at = segments.data();
      int precision = bytes.u8(at);
      if (precision != 8) {
        throw DecodeException.unsupported(
            precision == 12 ? "JPEG of 12 bits" : RARE,
            "JPEG has " + precision + " bits per sample; only 8 are supported");
      }
      int height = bytes.u16(at + 1);
      int width = bytes.u16(at + 3);
      if (height == 0 || width == 0) {
        throw DecodeException.corrupt("JPEG claims " + height + "×" + width + " pixels");
      }
      coding = marker == JpegSegments.SOF_PROGRESSIVE ? Coding.PROGRESSIVE : Coding.SEQUENTIAL;
      size = new Size(height, width);
      limits.requireSize(FileFormat.JPEG, size);
      int components = bytes.u8(at + 5);
      if (components != 1 && components != 3 && components != 4) {
        throw DecodeException.unsupported(
            RARE, "JPEG has " + components + " components; only 1, 3 or 4 are supported");
      }
      if (segments.dataLength() != 6 + 3 * components) {
        throw DecodeException.corrupt("JPEG has a frame header of the wrong length");
      }
      componentIds = new int[components];
      for (int i = 0; i < components; i++) {
        componentIds[i] = bytes.u8(at + 6 + 3 * i);
      }
    }

    private void exif() {
      int from = segments.data();
      int to = from + segments.dataLength();
      if (orientation == 0 && segments.dataLength() > 6 && bytes.has(from, "Exif\0")) {
        orientation = Exif.orientation(bytes.data(), from + 6, to);
      }
    }

    private void profile() {
      int from = segments.data();
      int profile = from + PROFILE_HEADER;
      int to = from + segments.dataLength();
      // the first part of a profile has the tags
      if (segments.dataLength() > PROFILE_HEADER
          && bytes.has(from, "ICC_PROFILE\0\1")
          && !ColorProfile.isSrgb(bytes.data(), profile, to)) {
        notes.add(DecodeNote.COLOR_SPACE);
      }
    }

    private void adobe() throws DecodeException {
      if (segments.dataLength() >= 12 && bytes.has(segments.data(), "Adobe")) {
        adobeTransform = bytes.u8(segments.data() + 11);
      }
    }

    /** As guessed by libjpeg's {@code default_decompress_parms}. */
    private Colors colors() {
      boolean adobe = adobeTransform >= 0;
      return switch (componentIds.length) {
        case 1 -> Colors.GRAY;
        case 3 -> {
          boolean named =
              componentIds[0] == 'R' && componentIds[1] == 'G' && componentIds[2] == 'B';
          boolean rgb = !jfif && (adobe ? adobeTransform == 0 : named);
          yield rgb ? Colors.RGB : Colors.YCC;
        }
        default -> adobe && adobeTransform != 0 ? Colors.YCCK : Colors.CMYK;
      };
    }
  }
}
