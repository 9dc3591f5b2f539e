package dev.emulsion.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

  @Test
  void everyBatchIsFullButTheLastAndNoneIsReadTooEarly() {
    List<Integer> read = new ArrayList<>();
    List<List<Integer>> asked = new ArrayList<>();
    Iterator<Integer> numbers = IntStream.range(0, 7).boxed().iterator();
    Iterator<Integer> noted =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return numbers.hasNext();
          }

          @Override
          public Integer next() {
            read.add(numbers.next());
            return read.get(read.size() - 1);
          }
        };
    // odd numbers have no output, so the second of three batches has one
    Batches<Integer, String> batches =
        new Batches<>(
            noted,
            3,
            some -> {
              asked.add(some);
              return some.stream().filter(n -> n % 2 == 0).map(n -> "n" + n).toList();
            });

    assertThat(batches.next()).isEqualTo("n0");
    assertThat(read).containsExactly(0, 1, 2);
    assertThat(batches).toIterable().containsExactly("n2", "n4", "n6");
    assertThat(asked).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6));
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void aBatchWithoutOutputIsSkipped() {
    Batches<Integer, Integer> batches =
        new Batches<>(
            List.of(1, 3, 4).iterator(), 1, some -> some.stream().filter(n -> n > 3).toList());
    assertThat(batches).toIterable().containsExactly(4);
  }
}
