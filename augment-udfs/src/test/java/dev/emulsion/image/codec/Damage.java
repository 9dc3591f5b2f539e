package dev.emulsion.image.codec;

import java.util.Arrays;
import java.util.Random;

/** What can happen to a file, by a seed: changed bits, lost, added and exchanged bytes, cuts. */
final class Damage {

  private static final byte[] END_OF_JPEG = {(byte) 0xFF, (byte) 0xD9};

  private final Random random;
  private byte[] bytes;

  private Damage(byte[] file, long seed) {
    this.bytes = file.clone();
    this.random = new Random(seed);
  }

  /** A damaged copy of {@code file}. */
  static byte[] to(byte[] file, long seed) {
    Damage damage = new Damage(file, seed);
    damage.happen();
    return damage.bytes;
  }

  private void happen() {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> flipBits(1 + random.nextInt(4));
      case 3 -> setBytes(1 + random.nextInt(8));
      case 4 -> insert(1 + random.nextInt(30));
      case 5 -> remove(1 + random.nextInt(30));
      case 6 -> exchange(1 + random.nextInt(200));
      default -> cut();
    }
  }

  private void flipBits(int count) {
    for (int i = 0; i < count; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private void setBytes(int count) {
    for (int i = 0; i < count; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
  }

  private void insert(int count) {
    int at = random.nextInt(bytes.length);
    byte[] longer = new byte[bytes.length + count];
    random.nextBytes(longer);
    System.arraycopy(bytes, 0, longer, 0, at);
    System.arraycopy(bytes, at, longer, at + count, bytes.length - at);
    bytes = longer;
  }

  private void remove(int most) {
    int at = random.nextInt(bytes.length);
    int count = Math.min(bytes.length - at, most);
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - count);
    System.arraycopy(bytes, at + count, shorter, at, bytes.length - at - count);
    bytes = shorter;
  }

  private void exchange(int most) {
    int one = random.nextInt(bytes.length);
    int other = random.nextInt(bytes.length);
    int count = Math.min(most, bytes.length - Math.max(one, other));
    byte[] kept = Arrays.copyOfRange(bytes, one, one + count);
    System.arraycopy(bytes, other, bytes, one, count);
    System.arraycopy(kept, 0, bytes, other, count);
  }

  /** Half of the cut files get an end marker, as from tools that repair. */
  private void cut() {
    bytes = Arrays.copyOf(bytes, 2 + random.nextInt(bytes.length - 1));
    if (random.nextBoolean()) {
      System.arraycopy(END_OF_JPEG, 0, bytes, bytes.length - 2, 2);
    }
  }
}
