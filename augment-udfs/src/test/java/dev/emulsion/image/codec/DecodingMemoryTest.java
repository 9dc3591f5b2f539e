package dev.emulsion.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.image.Image;
import dev.emulsion.image.Samples;
import dev.emulsion.image.Size;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DecodingMemoryTest {

  private static final Image IMAGE = Samples.gradient(1, 1, 3);

  @Test
  void aImageTakesItsMegapixelsRoundedUpAndGivesThemBack() throws DecodeException {
    DecodingMemory memory = new DecodingMemory(10);
    memory.decode(
        new Size(1000, 2001),
        () -> {
          assertThat(memory.freeMegapixels()).isEqualTo(7);
          return IMAGE;
        });
    assertThat(memory.freeMegapixels()).isEqualTo(10);
  }

  @Test
  void aRejectedImageReturnsThemToo() {
    DecodingMemory memory = new DecodingMemory(10);
    assertThatThrownBy(
            () ->
                memory.decode(
                    Size.square(2000),
                    () -> {
                      throw DecodeException.corrupt("damaged");
                    }))
        .isInstanceOf(DecodeException.class);
    assertThat(memory.freeMegapixels()).isEqualTo(10);
  }

  @Test
  void aImageLargerThanAllTakesAll() throws DecodeException {
    DecodingMemory memory = new DecodingMemory(10);
    memory.decode(
        Size.square(16_000),
        () -> {
          assertThat(memory.freeMegapixels()).isZero();
          return IMAGE;
        });
  }

  @Test
  void aImageWithoutRoomWaits() throws Exception {
    DecodingMemory memory = new DecodingMemory(2);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch decoding = new CountDownLatch(1);
      AtomicReference<Future<Image>> waiting = new AtomicReference<>();
      memory.decode(
          Size.square(1200), // 2 megapixels
          () -> {
            waiting.set(
                other.submit(
                    () ->
                        memory.decode(
                            Size.square(10),
                            () -> {
                              decoding.countDown();
                              return IMAGE;
                            })));
            assertThat(awaits(decoding, 100)).isFalse();
            return IMAGE;
          });
      assertThat(waiting.get().get(1, TimeUnit.MINUTES)).isEqualTo(IMAGE);
    } finally {
      other.shutdownNow();
    }
  }

  private static boolean awaits(CountDownLatch latch, long milliseconds) {
    try {
      return latch.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
