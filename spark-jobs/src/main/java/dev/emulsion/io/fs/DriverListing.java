package dev.emulsion.io.fs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Lists folders with threads of the driver, as long as their entries are few altogether.
 *
 * @param <F> a folder
 * @param <E> an entry
 */
final class DriverListing<F, E> implements AutoCloseable {

  private final Function<F, Iterator<E>> entries;
  private final AtomicInteger left;
  private final ExecutorService threads;

  /**
   * @param max number of entries of all folders together
   * @param threads that list at a time; they mostly wait
   */
  DriverListing(Function<F, Iterator<E>> entries, int max, int threads) {
    this.entries = entries;
    this.left = new AtomicInteger(max);
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "listing");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The entries of these folders, in the order of the folders.
   *
   * @return empty if they, and those listed before, are more than the maximum
   */
  Optional<List<E>> list(List<F> folders) {
    List<Future<List<E>>> lists = new ArrayList<>();
    folders.forEach(folder -> lists.add(threads.submit(() -> list(folder))));
    List<E> all = new ArrayList<>();
    for (Future<List<E>> list : lists) {
      all.addAll(result(list));
    }
    return left.get() < 0 ? Optional.empty() : Optional.of(all);
  }

  private List<E> list(F folder) {
    List<E> list = new ArrayList<>();
    Iterator<E> each = left.get() < 0 ? List.<E>of().iterator() : entries.apply(folder);
    while (each.hasNext() && left.decrementAndGet() >= 0) {
      list.add(each.next());
    }
    return list;
  }

  private static <T> T result(Future<T> list) {
    try {
      return list.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while folders were listed", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
