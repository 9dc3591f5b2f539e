package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory does not grow with the number of photos.
 *
 * <p>What may: the cached list of ids, a compressed column at some 50 bytes a photo, and the
 * encoded photos of the buckets that are being sorted, since 20,000 of these still make 16 buckets,
 * as 5,000 do; that is 3 MB more for two cores. With the rest of the margin for what the collector
 * finds in flight when it looks, it is a tenth of what 15,000 more photos and their rows would
 * take, 75 MB.
 */
class MemoryIT {

  private static final Pattern RESULT = Pattern.compile("rows (\\d+) peak (\\d+)");

  @TempDir private Path directory;

  @Test
  void twentyThousandPhotosNeedNoMoreHeapThanFiveThousand() throws Exception {
    // driver and executor in one process, with less than the 1 GB of either
    List<String> heap = List.of("-Xmx512m", "-XX:+UseParallelGC");
    ChildJvm.Outcome child =
        ChildJvm.run(
            MemoryProbe.class, heap, directory, directory.toString(), "500", "5000", "20000");
    assertThat(child.exitCode()).as(child.output()).isZero();
    List<Long> rows = new ArrayList<>();
    List<Long> peaks = new ArrayList<>();
    for (Matcher result = RESULT.matcher(child.output()); result.find(); ) {
      rows.add(Long.valueOf(result.group(1)));
      peaks.add(Long.valueOf(result.group(2)));
    }
    System.out.println("MemoryIT " + rows + " " + peaks);
    assertThat(rows).containsExactly(500L, 5000L, 20_000L);
    assertThat(peaks.get(2)).isLessThan(peaks.get(1) + (16L << 20));
  }
}
