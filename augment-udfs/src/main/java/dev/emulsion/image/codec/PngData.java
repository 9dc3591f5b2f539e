package dev.emulsion.image.codec;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The filtered rows of a PNG: the data of its IDAT chunks, inflated as they are read. */
final class PngData implements AutoCloseable {

  /** The maximum compression ratio of deflate. */
  private static final long MAX_RATIO = 1032;

  private static final int BUFFER_BYTES = 1 << 15;

  private final ByteReader bytes;
  private final Inflater inflater = new Inflater();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int chunk;
  private int position;
  private int limit;

  PngData(byte[] encoded, PngHeader header) {
    this.bytes = new ByteReader(encoded, "PNG");
    this.chunk = header.firstData();
  }

  /**
   * Requires a file that is well-formed up to its end chunk and has enough data for {@code
   * rawBytes}, before these are allocated.
   */
  static void requireWhole(byte[] encoded, PngHeader header, long rawBytes) throws DecodeException {
    ByteReader bytes = new ByteReader(encoded, "PNG");
    long length = 0;
    boolean dataEnded = false;
    int at = header.firstData();
    for (String name = "IDAT"; !name.equals("IEND"); name = bytes.name(at + 4)) {
      int end = PngHeader.endOfChunk(bytes, at);
      if (!name.equals("IDAT")) {
        PngHeader.requireAncillary(name);
        dataEnded = true;
      } else if (dataEnded) {
        throw DecodeException.corrupt("PNG has its image data in two places");
      } else {
        PngHeader.requireChecksum(bytes, at);
        length += end - at - PngHeader.CHUNK_OVERHEAD;
      }
      at = end;
    }
    PngHeader.requireChecksum(bytes, at);
    if (length * MAX_RATIO < rawBytes) {
      throw DecodeException.truncated("PNG has too few data (" + length + " bytes) for its size");
    }
  }

  /** Fills {@code row} and returns the filter to undo. */
  int readRow(byte[] row) throws DecodeException {
    if (position == limit) {
      refill();
    }
    int filter = buffer[position++] & 0xFF;
    for (int at = 0; at < row.length; ) {
      if (position == limit) {
        refill();
      }
      int count = Math.min(row.length - at, limit - position);
      System.arraycopy(buffer, position, row, at, count);
      position += count;
      at += count;
    }
    return filter;
  }

  /** Requires the data, including their checksum, to end with the image. */
  void requireEnd() throws DecodeException {
    if (position < limit || inflate() > 0) {
      throw DecodeException.corrupt("PNG has more data than its size allows");
    }
  }

  private void refill() throws DecodeException {
    if (inflate() == 0) {
      throw early();
    }
  }

  /** Refills the buffer and returns its number of bytes, 0 only at the end of the data. */
  private int inflate() throws DecodeException {
    position = 0;
    limit = 0;
    try {
      while (limit == 0 && !inflater.finished()) {
        limit = inflater.inflate(buffer);
        if (limit == 0 && inflater.needsDictionary()) {
          throw DecodeException.corrupt("PNG data require a dictionary");
        }
        // the last input may be just the checksum, after which no input is needed
        if (limit == 0 && inflater.needsInput() && !inflater.finished()) {
          supply();
        }
      }
      return limit;
    } catch (DataFormatException e) {
      throw DecodeException.corrupt("PNG data do not inflate: " + e.getMessage());
    }
  }

  /** Gives the inflater the next chunk, or the available part of a truncated one. */
  private void supply() throws DecodeException {
    if (!bytes.has(chunk + 4, "IDAT")) {
      throw early();
    }
    int from = chunk + PngHeader.CHUNK_HEADER;
    long length = bytes.u32(chunk);
    int available = (int) Math.min(length, bytes.length() - from);
    inflater.setInput(bytes.data(), from, available);
    chunk = available < length ? bytes.length() : from + available + 4;
  }

  private static DecodeException early() {
    return DecodeException.truncated("PNG data end before the image does");
  }

  @Override
  public void close() {
    inflater.end();
  }
}
