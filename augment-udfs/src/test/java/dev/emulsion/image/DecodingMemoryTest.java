package dev.emulsion.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DecodingMemoryTest {

  private static final Image PICTURE = Samples.gradient(1, 1, 3);

  @Test
  void aPictureTakesItsMegapixelsRoundedUpAndGivesThemBack() throws Refusal {
    DecodingMemory memory = new DecodingMemory(10);
    memory.decode(
        new Size(1000, 2001),
        () -> {
          assertThat(memory.freeMegapixels()).isEqualTo(7);
          return PICTURE;
        });
    assertThat(memory.freeMegapixels()).isEqualTo(10);
  }

  @Test
  void aRefusedPictureGivesThemBackToo() {
    DecodingMemory memory = new DecodingMemory(10);
    assertThatThrownBy(
            () ->
                memory.decode(
                    Size.square(2000),
                    () -> {
                      throw Refusal.corrupt("damaged");
                    }))
        .isInstanceOf(Refusal.class);
    assertThat(memory.freeMegapixels()).isEqualTo(10);
  }

  @Test
  void aPictureLargerThanAllTakesAll() throws Refusal {
    DecodingMemory memory = new DecodingMemory(10);
    memory.decode(
        Size.square(16_000),
        () -> {
          assertThat(memory.freeMegapixels()).isZero();
          return PICTURE;
        });
  }

  @Test
  void aPictureWithoutRoomWaits() throws Exception {
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
                              return PICTURE;
                            })));
            assertThat(awaits(decoding, 100)).isFalse();
            return PICTURE;
          });
      assertThat(waiting.get().get(10, TimeUnit.SECONDS)).isEqualTo(PICTURE);
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
