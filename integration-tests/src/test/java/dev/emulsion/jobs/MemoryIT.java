package dev.emulsion.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.testing.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory does not grow with the number of images.
 *
 * <p>What may grow a little is the cached list of ids, some 50 bytes an image, and what two tasks
 * hold of their buckets: 20,000 of these images make 16 buckets as 5,000 do, so a bucket is 2 MB
 * longer and is held as the shuffle's bytes, as what is sorted and as pages of Parquet. The 15,000
 * images and their rows would take 70 MB.
 */
@Tag("slow")
class MemoryIT {

  private static final Pattern RESULT = Pattern.compile("rows (\\d+) peak (\\d+)");

  private static final long MARGIN = 24L << 20;

  @TempDir private Path directory;

  @Test
  void twentyThousandImagesNeedNoMoreHeapThanFiveThousand() throws Exception {
    // driver and executor in one process, with less than the 1 GB of either
    List<String> heap =
        List.of("-Xmx512m", "-XX:+UseParallelGC", "--add-modules=jdk.incubator.vector");
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
    assertThat(rows).containsExactly(500L, 5000L, 20_000L);
    assertThat(peaks.get(2)).as(child.output()).isLessThan(peaks.get(1) + MARGIN);
  }
}
