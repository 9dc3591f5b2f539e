package dev.emulsion.bench;

import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The yardstick: the rate at which these cores decode images in memory, and do nothing else.
 *
 * @param images encoded
 */
record BareDecoding(List<byte[]> images, int threads) {

  /** Bytes held in memory at most; of a larger folder the first images are used. */
  private static final long MAX_BYTES = 1L << 30;

  /** Reads the images below {@code folder}. */
  static BareDecoding of(Path folder, int threads) throws IOException {
    List<byte[]> images = new ArrayList<>();
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(BareDecoding::isImage).sorted().toList()) {
        images.add(Files.readAllBytes(file));
        bytes += images.get(images.size() - 1).length;
        if (bytes > MAX_BYTES) {
          break;
        }
      }
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException("no JPEG, PNG or WebP below " + folder);
    }
    return new BareDecoding(images, threads);
  }

  /** Decodes every image once, each thread its share. */
  Rate measure(ImageCodec codec) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Rate.Clock clock = Rate.start();
      List<Future<Integer>> shares = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int first = t;
        shares.add(pool.submit(() -> decodeShare(codec, first)));
      }
      int decoded = 0;
      for (Future<Integer> share : shares) {
        decoded += share.get();
      }
      return clock.rate(decoded);
    } finally {
      pool.shutdown();
    }
  }

  double meanBytes() {
    return images.stream().mapToInt(image -> image.length).average().orElseThrow();
  }

  private int decodeShare(ImageCodec codec, int first) {
    int decoded = 0;
    for (int i = first; i < images.size(); i += threads) {
      if (codec.decode(images.get(i)) instanceof Decoded.DecodedImage) {
        decoded++;
      }
    }
    return decoded;
  }

  private static boolean isImage(Path file) {
    return Files.isRegularFile(file)
        && file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png|webp)");
  }
}
