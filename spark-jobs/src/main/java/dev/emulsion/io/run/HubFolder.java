package dev.emulsion.io.run;

import dev.emulsion.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * The shards of layout {@code hub}: those of all epochs in one folder, numbered, with their total
 * in each name, as in {@code data/train-00000-of-00042.parquet}.
 *
 * <p>The total is known when all epochs are written, so a run writes into folders of epochs and
 * moves its shards at the end, just before it is sealed. What is to be moved is recorded first: a
 * run that was killed meanwhile moves them back and continues from there.
 *
 * <pre>
 * OUT/data/train-*             the shards, those of epoch 0 first
 * OUT/README.md                the dataset card, see {@link dev.emulsion.io.shard.DatasetCard}
 * OUT.emulsion/run/moves.json  where each shard was
 * </pre>
 */
public final class HubFolder {

  /** The folder of the shards. */
  public static final String DATA = "data";

  /** The file of the dataset card. */
  public static final String CARD = "README.md";

  private static final String MOVES = "moves.json";

  /** An object store copies a shard to move it, and the driver only waits. */
  private static final int MOVES_AT_ONCE = 16;

  private final CommitLog<Manifest> log;
  private final RunDirectory output;

  /**
   * @param log claimed by this process
   */
  public HubFolder(CommitLog<Manifest> log) {
    this.log = log;
    this.output = log.output();
  }

  /**
   * The moves of a run.
   *
   * @param origins where a shard was written, by the path that it gets
   */
  record Moves(Map<String, String> origins) {}

  /** Moves the shards back that a killed process has moved. */
  public void restore() {
    log.check();
    Optional<Moves> moves = output.read(output.run(MOVES), Moves.class);
    if (moves.isPresent()) {
      forEach(moves.get().origins(), this::restore);
      output.delete(output.folder(CARD));
      output.delete(output.run(MOVES));
    }
    output.delete(output.folder(DATA));
  }

  private void restore(String moved, String origin) {
    // object stores copy before they delete, so that both can be there
    if (!output.exists(origin) && output.exists(moved)) {
      output.move(moved, origin);
    }
  }

  /**
   * Moves the shards of all epochs into one folder.
   *
   * @return the epochs with the shards where they are now
   */
  public List<Manifest.Epoch> arrange(List<Manifest.Epoch> epochs) {
    Map<String, String> origins = origins(epochs);
    output.write(output.run(MOVES), new Moves(origins));
    forEach(
        origins,
        (target, origin) -> {
          log.check();
          output.move(origin, target);
        });
    epochs.forEach(epoch -> output.delete(output.epoch(epoch.epoch())));
    return arranged(epochs);
  }

  /**
   * Does several moves at a time. After a failure no other move begins, and none is under way when
   * this returns.
   */
  private static void forEach(Map<String, String> moves, BiConsumer<String, String> move) {
    ExecutorService threads = Executors.newFixedThreadPool(MOVES_AT_ONCE);
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    try {
      CompletableFuture.allOf(
              moves.entrySet().stream()
                  .map(
                      it ->
                          CompletableFuture.runAsync(
                              () -> attempt(it.getKey(), it.getValue(), move, failure), threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } finally {
      threads.shutdown();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private static void attempt(
      String target,
      String origin,
      BiConsumer<String, String> move,
      AtomicReference<RuntimeException> failure) {
    if (failure.get() == null) {
      try {
        move.accept(target, origin);
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
      }
    }
  }

  /** Where each shard was written, by the path that it gets. */
  private static Map<String, String> origins(List<Manifest.Epoch> epochs) {
    List<Manifest.Epoch> arranged = arranged(epochs);
    Map<String, String> origins = new TreeMap<>();
    for (int e = 0; e < epochs.size(); e++) {
      for (int i = 0; i < epochs.get(e).files().size(); i++) {
        origins.put(arranged.get(e).files().get(i).path(), epochs.get(e).files().get(i).path());
      }
    }
    return origins;
  }

  /**
   * What is known of shards, by the paths that they get.
   *
   * @param known by the paths of {@code epochs}
   */
  public static <T> Map<String, T> arranged(List<Manifest.Epoch> epochs, Map<String, T> known) {
    Map<String, T> arranged = new TreeMap<>();
    origins(epochs)
        .forEach(
            (target, origin) -> {
              if (known.containsKey(origin)) {
                arranged.put(target, known.get(origin));
              }
            });
    return arranged;
  }

  /**
   * Checks that the shards are where they were moved to.
   *
   * @throws DataException if one is missing or has another length
   */
  public void requireUnchanged(List<Manifest.Epoch> arranged) {
    Set<Manifest.File> there = Set.copyOf(output.files(DATA));
    for (Manifest.Epoch epoch : arranged) {
      for (Manifest.File file : epoch.files()) {
        if (!there.contains(file)) {
          throw new DataException(
              file.path()
                  + " was deleted or changed during the run; run the same command again to write it"
                  + " again");
        }
      }
    }
  }

  /** The epochs with the names that their shards get. */
  static List<Manifest.Epoch> arranged(List<Manifest.Epoch> epochs) {
    int total = epochs.stream().mapToInt(epoch -> epoch.files().size()).sum();
    List<Manifest.Epoch> arranged = new ArrayList<>();
    int next = 0;
    for (Manifest.Epoch epoch : epochs) {
      List<Manifest.File> files = new ArrayList<>();
      for (Manifest.File file : epoch.files()) {
        files.add(new Manifest.File(name(next++, total, file.path()), file.bytes()));
      }
      arranged.add(epoch.withFiles(files));
    }
    return arranged;
  }

  private static String name(int number, int total, String origin) {
    String extension = origin.substring(origin.lastIndexOf('.'));
    return String.format(Locale.ROOT, "%s/train-%05d-of-%05d%s", DATA, number, total, extension);
  }
}
