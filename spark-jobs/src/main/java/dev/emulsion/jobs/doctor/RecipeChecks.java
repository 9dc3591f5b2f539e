package dev.emulsion.jobs.doctor;

import dev.emulsion.jobs.estimate.EstimateReport;
import dev.emulsion.jobs.run.ScratchFolder;
import dev.emulsion.jobs.run.Sizes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges whether the processes have the memory and the disks that a recipe needs for its input.
 *
 * @param estimate of the run
 * @param workers the processes that run tasks
 * @param overheadBytes what a container has next to the heap; empty if there are no containers
 */
record RecipeChecks(
    EstimateReport estimate, List<ProcessFacts> workers, Optional<Long> overheadBytes) {

  /** What a JVM takes next to its heap: classes, compiled code, threads, network buffers. */
  private static final long JVM_BYTES = 256L << 20;

  Finding memory() {
    ProcessFacts smallest =
        workers.stream()
            .min(Comparator.comparingLong(worker -> worker.heapBytes() / worker.tasks()))
            .orElseThrow();
    int tasks = smallest.tasks();
    long needed = estimate.memory().heapBytes(tasks);
    String text =
        Sizes.text(smallest.heapBytes())
            + " of heap for "
            + (tasks == 1 ? "1 task" : tasks + " tasks")
            + " at once on "
            + smallest.name()
            + "; the recipe needs about "
            + Sizes.text(needed);
    String advice = "; raise EMULSION_MEMORY or spark.executor.memory, or run fewer tasks at once";
    if (smallest.heapBytes() < estimate.memory().heldBytes(tasks)) {
      return Finding.failure("memory", text + advice);
    }
    return smallest.heapBytes() < needed
        ? Finding.warning("memory", text + " to sort without the disk" + advice)
        : Finding.ok("memory", text);
  }

  /** Decoders allocate outside the heap; a container that takes more than it has is killed. */
  Finding overhead() {
    int tasks = workers.stream().mapToInt(ProcessFacts::tasks).max().orElseThrow();
    EstimateReport.Memory memory = estimate.memory();
    long needed = JVM_BYTES + Math.min(memory.maxDecoderBytes(), tasks * memory.decoderBytes());
    if (overheadBytes.isEmpty()) {
      return Finding.ok(
          "overhead", "no containers; about " + Sizes.text(needed) + " is used next to the heap");
    }
    String text =
        Sizes.text(overheadBytes.get())
            + " next to the heap of an executor; about "
            + Sizes.text(needed)
            + " is used";
    return overheadBytes.get() < needed
        ? Finding.warning(
            "overhead",
            text
                + ", and the container is killed if that is exceeded; raise"
                + " spark.executor.memoryOverhead")
        : Finding.ok("overhead", text);
  }

  /** Shuffled data of an epoch are on the disks until the next one is shuffled. */
  Finding space() {
    int epochs = estimate.pairing().epochs();
    long perEpoch = estimate.traffic().shuffledBytes() / Math.max(1, epochs);
    long free = freeBytes();
    String text = Sizes.text(free) + " free for " + Sizes.text(perEpoch) + " shuffled per epoch";
    String advice = "; free space, or set SPARK_LOCAL_DIRS to larger disks";
    if (free < perEpoch) {
      return Finding.failure("space", text + advice);
    }
    return free < perEpoch * Math.min(2, epochs)
        ? Finding.warning("space", text + ", of which two may be on the disks at a time" + advice)
        : Finding.ok("space", text);
  }

  /** Free scratch space of all machines; folders of one machine count once. */
  private long freeBytes() {
    long free = 0;
    Set<List<String>> seen = new HashSet<>();
    for (ProcessFacts worker : workers) {
      for (ScratchFolder folder : worker.scratch()) {
        if (seen.add(List.of(worker.host(), parent(folder.path())))) {
          free += folder.freeBytes();
        }
      }
    }
    return free;
  }

  /** On a standalone cluster each executor has its own folder of those of its machine. */
  private static String parent(String folder) {
    int application = folder.indexOf("/spark-");
    return application < 0 ? folder : folder.substring(0, application);
  }

  /**
   * Whether the rows fit where they are written.
   *
   * @param freeBytes free space there; empty if it has no known limit
   */
  Optional<Finding> outputSpace(Optional<Long> freeBytes) {
    long written = estimate.traffic().writtenBytes();
    return freeBytes
        .filter(free -> free < written)
        .map(
            free ->
                Finding.warning(
                    "output",
                    Sizes.text(free)
                        + " free for about "
                        + Sizes.text(written)
                        + " before compression; free space there or choose another output"));
  }
}
