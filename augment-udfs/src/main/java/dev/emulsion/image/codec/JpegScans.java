package dev.emulsion.image.codec;

import dev.emulsion.image.Size;
import dev.emulsion.image.codec.JpegHeader.Restarts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks that a JPEG file is complete, from the first scan to the end marker, without decoding.
 *
 * <p>Decoders handle truncated files differently, from a gray remainder to an exception, so this
 * check does not depend on them. It does not detect damage inside the coded data that leaves the
 * markers intact.
 */
final class JpegScans {

  /** More scans than any encoder makes. */
  static final int MAX_SCANS = 500;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final JpegSegments segments;
  private final byte[] encoded;
  private final Size size;
  private final DecodeLimits limits;
  private Restarts restarts;
  private final List<Integer> scanEnds = new ArrayList<>();
  private int componentsBegun;

  private JpegScans(byte[] encoded, JpegHeader header, DecodeLimits limits) {
    this.encoded = encoded;
    this.size = header.header().size();
    this.limits = limits;
    this.segments = new JpegSegments(encoded, header.firstScan());
    this.restarts = header.restarts();
  }

  /**
   * The layout of the coded data.
   *
   * @param scanEnds for each scan, the position of the marker that follows its data
   */
  record Layout(Ending ending, List<Integer> scanEnds) {}

  /** Whether the file is complete. */
  enum Ending {
    WHOLE,
    /** The data end early, and an end marker was appended. */
    CUT
  }

  /** The layout of a file that is well-formed up to its end marker; rejects all others. */
  static Layout requireWhole(byte[] encoded, JpegHeader header, DecodeLimits limits)
      throws DecodeException {
    JpegScans scans = new JpegScans(encoded, header, limits);
    scans.walk();
    if (scans.componentsBegun < header.header().channels()) {
      throw DecodeException.truncated("JPEG ends before each of its components has a scan");
    }
    return new Layout(Ending.WHOLE, scans.scanEnds);
  }

  /** The layout of a truncated file with an end marker appended; empty if it is not reached. */
  static Optional<Layout> layoutOfCut(byte[] ended, JpegHeader header, DecodeLimits limits) {
    JpegScans scans = new JpegScans(ended, header, limits);
    try {
      scans.walk();
    } catch (DecodeException e) {
      return Optional.empty();
    }
    return Optional.of(new Layout(Ending.CUT, scans.scanEnds));
  }

  private void walk() throws DecodeException {
    for (segments.next(); segments.marker() != JpegSegments.EOI; segments.next()) {
      int marker = segments.marker();
      if (JpegSegments.isFrame(marker)) {
        throw DecodeException.corrupt("JPEG has two frame headers");
      }
      if (marker == JpegSegments.DRI) {
        restarts = Restarts.in(segments);
      } else if (marker == JpegSegments.SOS) {
        scan();
      }
    }
  }

  private void scan() throws DecodeException {
    if (scanEnds.size() == MAX_SCANS) {
      throw DecodeException.unsupported(
          "JPEG of too many scans", "JPEG has more than " + MAX_SCANS + " scans");
    }
    limits.requirePasses(FileFormat.JPEG, "scans", size, scanEnds.size() + 1);
    ByteReader bytes = segments.bytes();
    int components = bytes.u8(segments.data());
    if (segments.dataLength() != 4 + 2 * components) {
      throw DecodeException.corrupt("JPEG has a scan header of the wrong length");
    }
    int parameters = segments.data() + 1 + 2 * components;
    boolean firstCoefficient = bytes.u8(parameters) == 0;
    boolean firstPass = bytes.u8(parameters + 2) >> 4 == 0;
    if (firstCoefficient && firstPass) {
      componentsBegun += components;
    }
    int end = endOfCodedData(segments.end());
    scanEnds.add(end);
    segments.continueAt(end);
  }

  /** The position of the first marker after {@code from} that is not a restart marker. */
  private int endOfCodedData(int from) throws DecodeException {
    int expected = JpegSegments.RST0;
    int at = from;
    while (true) {
      at = nextFf(at);
      int marker = segments.bytes().u8(at + 1);
      if (marker == 0) {
        at += 2; // an escaped FF
      } else if (marker == 0xFF) {
        at++; // padding
      } else if (marker < JpegSegments.RST0 || marker > JpegSegments.RST7) {
        return at;
      } else if (restarts == Restarts.NONE || marker != expected) {
        throw DecodeException.corrupt(
            String.format("JPEG has a restart marker out of order at byte %d", at));
      } else {
        expected = marker == JpegSegments.RST7 ? JpegSegments.RST0 : marker + 1;
        at += 2;
      }
    }
  }

  /** The position of the first byte FF at or after {@code from}, or the length if there is none. */
  private int nextFf(int from) {
    int at = from;
    for (; at <= encoded.length - Long.BYTES; at += Long.BYTES) {
      long inverted = ~(long) LONG.get(encoded, at);
      if ((inverted - LOW_BITS & ~inverted & HIGH_BITS) != 0) {
        break;
      }
    }
    while (at < encoded.length && encoded[at] != (byte) 0xFF) {
      at++;
    }
    return at;
  }
}
