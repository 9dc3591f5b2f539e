package dev.emulsion.image.codec;

import dev.emulsion.image.codec.DecodeOptions.SixteenBit;

/** Reduces stored values of any maximum to 8 bits, as {@code decode.sixteen-bit} says. */
final class SampleDepth {

  private static final int MAX_16 = 65_535;

  private SampleDepth() {}

  /** A 16-bit gray value. */
  static byte gray16(int value, SixteenBit rule) {
    return rule == SixteenBit.CLIP ? (byte) Math.min(255, value) : scaled16(value);
  }

  /** A 16-bit value of a color, or of gray with alpha, both of which Pillow cuts to a byte. */
  static byte color16(int value, SixteenBit rule) {
    return rule == SixteenBit.CLIP ? (byte) (value >> 8) : scaled16(value);
  }

  /** value / 257, rounded: the inverse of writing an 8-bit value twice. It has no ties. */
  private static byte scaled16(int value) {
    return (byte) ((value + 128) / 257);
  }

  /** value × 255 / max, rounded half to even as Python does; a value above {@code max} is 255. */
  static byte scaled(int value, int max) {
    return (byte) Math.min(255, (int) Math.rint((double) value / max * 255));
  }

  /** A gray value of more than 8 bits: Pillow makes it 16 bits first, and then clips it. */
  static byte deepGray(int value, int max, SixteenBit rule) {
    return rule == SixteenBit.CLIP
        ? (byte) Math.min(255, (int) Math.rint((double) value / max * MAX_16))
        : scaled(value, max);
  }
}
