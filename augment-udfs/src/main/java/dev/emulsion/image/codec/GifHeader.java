package dev.emulsion.image.codec;

import dev.emulsion.image.Box;
import dev.emulsion.image.Size;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A GIF file up to the data of its first frame.
 *
 * @param frame where the first frame is in the image
 * @param order of the frame's rows
 * @param palette colors of the frame as RGB triples; empty if the values are gray
 * @param background index of the color around the frame
 * @param data position of the frame's data
 * @see <a href="https://www.w3.org/Graphics/GIF/spec-gif89a.txt">GIF89a</a>
 */
record GifHeader(
    ImageHeader header, Box frame, Order order, byte[] palette, int background, int data) {

  /** The order of rows. */
  enum Order {
    TOP_DOWN,
    INTERLACED
  }

  private static final int SCREEN = 6;
  private static final int BLOCKS = 13;
  private static final int EXTENSION = '!';
  private static final int IMAGE = ',';
  private static final int TRAILER = ';';
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int HAS_PALETTE = 0x80;
  private static final int INTERLACED = 0x40;

  static GifHeader read(byte[] encoded, DecodeLimits limits) throws DecodeException {
    return new Reader(encoded, limits).read();
  }

  /** Walks the blocks. */
  private static final class Reader {

    private final ByteReader bytes;
    private final DecodeLimits limits;
    private int position;
    private int transparent = -1;

    Reader(byte[] encoded, DecodeLimits limits) {
      this.bytes = new ByteReader(encoded, "GIF");
      this.limits = limits;
    }

    GifHeader read() throws DecodeException {
      int width = bytes.u16LittleEndian(SCREEN);
      int height = bytes.u16LittleEndian(SCREEN + 2);
      int flags = bytes.u8(SCREEN + 4);
      position = BLOCKS;
      byte[] palette = palette(flags);
      findImage();
      int left = bytes.u16LittleEndian(position);
      int top = bytes.u16LittleEndian(position + 2);
      int columns = bytes.u16LittleEndian(position + 4);
      int rows = bytes.u16LittleEndian(position + 6);
      int imageFlags = bytes.u8(position + 8);
      position += 9;
      if (rows == 0 || columns == 0) {
        throw DecodeException.corrupt("GIF claims a frame of " + rows + "×" + columns + " pixels");
      }
      Box frame = new Box(top, left, rows, columns);
      // a frame that reaches beyond the screen enlarges the image, as in Pillow
      Size size = new Size(Math.max(height, frame.bottom()), Math.max(width, frame.right()));
      limits.requireSize(FileFormat.GIF, size);
      byte[] local = palette(imageFlags);
      if ((imageFlags & HAS_PALETTE) != 0) {
        palette = local;
      }
      int data = position;
      Set<DecodeNote> notes = EnumSet.noneOf(DecodeNote.class);
      if (transparent >= 0) {
        notes.add(DecodeNote.ALPHA);
      }
      if (isAnimated()) {
        notes.add(DecodeNote.FRAMES);
      }
      return new GifHeader(
          new ImageHeader(FileFormat.GIF, size, 1, Exif.UPRIGHT, notes),
          frame,
          (imageFlags & INTERLACED) != 0 ? Order.INTERLACED : Order.TOP_DOWN,
          palette,
          Math.max(0, transparent),
          data);
    }

    private byte[] palette(int flags) throws DecodeException {
      int length = (flags & HAS_PALETTE) == 0 ? 0 : 3 << (flags & 7) + 1;
      bytes.requireBytes(position, length);
      position += length;
      byte[] palette = Arrays.copyOfRange(bytes.data(), position - length, position);
      return isGray(palette) ? new byte[0] : palette;
    }

    /** Whether each color is its own index, so that it says no more than no palette. */
    private static boolean isGray(byte[] palette) {
      for (int i = 0; i < palette.length; i++) {
        if ((palette[i] & 0xFF) != i / 3) {
          return false;
        }
      }
      return true;
    }

    /** Moves past the mark of the first image. Bytes that begin no block are skipped. */
    private void findImage() throws DecodeException {
      int kind = bytes.u8(position++);
      while (kind != IMAGE) {
        if (kind == TRAILER) {
          throw DecodeException.corrupt("GIF has no image");
        }
        if (kind == EXTENSION) {
          readExtension();
        }
        kind = bytes.u8(position++);
      }
    }

    private void readExtension() throws DecodeException {
      boolean isControl = bytes.u8(position) == GRAPHIC_CONTROL && bytes.u8(position + 1) >= 4;
      if (isControl && (bytes.u8(position + 2) & 1) == 1) {
        transparent = bytes.u8(position + 5);
      }
      position++;
      skipBlocks();
    }

    private void skipBlocks() throws DecodeException {
      int length = bytes.u8(position++);
      while (length > 0) {
        position += length;
        length = bytes.u8(position++);
      }
    }

    /** Whether another image follows the first. Damage there is not the first image's. */
    private boolean isAnimated() {
      try {
        position++;
        skipBlocks();
        int kind = bytes.u8(position++);
        while (kind == EXTENSION) {
          position++;
          skipBlocks();
          kind = bytes.u8(position++);
        }
        return kind == IMAGE;
      } catch (DecodeException end) {
        return false;
      }
    }
  }
}
