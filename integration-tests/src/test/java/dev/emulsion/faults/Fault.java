package dev.emulsion.faults;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.apache.hadoop.fs.Path;

/** What goes wrong on {@link FaultyFileSystem} during one attempt of a job. Thread-safe. */
abstract class Fault {

  /** Nothing goes wrong. */
  static final Fault NONE = new Fault() {};

  private final AtomicInteger injected = new AtomicInteger();

  /** What a file system is asked to do. All but {@link #OPEN} change it. */
  enum Step {
    CREATE,
    WRITE,
    CLOSE,
    RENAME,
    DELETE,
    MKDIRS,
    OPEN
  }

  /** The file system answers no instead of failing. */
  static final class No extends IOException {

    private static final long serialVersionUID = 1L;
  }

  /** The process is dead: nobody reads this. */
  static final class Killed extends IOException {

    private static final long serialVersionUID = 1L;
  }

  /** Before a step. An exception prevents it. */
  void before(Step step, Path path) throws IOException {}

  /** After a step that was done. An exception is all that the caller learns of it. */
  void after(Step step, Path path) throws IOException {}

  /** How many of {@code length} bytes can still be written to {@code path}. */
  int room(Path path, int length) throws IOException {
    return length;
  }

  /** Why not all bytes were written. */
  IOException failure(Path path) {
    return new IOException("No space left on device");
  }

  /** How many faults have been injected so far. */
  final int injected() {
    return injected.get();
  }

  final void count() {
    injected.incrementAndGet();
  }

  /** What an undisturbed attempt does. */
  static final class Meter extends Fault {

    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    @Override
    void before(Step step, Path path) {
      (step == Step.OPEN ? opened : changes).incrementAndGet();
    }

    @Override
    int room(Path path, int length) {
      changes.incrementAndGet();
      bytes.addAndGet(length);
      return length;
    }

    int changes() {
      return changes.get();
    }

    int opened() {
      return opened.get();
    }

    long bytes() {
      return bytes.get();
    }
  }

  /** After a number of changes the process is dead; the last bytes are written in part. */
  static final class Kill extends Fault {

    private final AtomicInteger left;

    Kill(int changes) {
      this.left = new AtomicInteger(changes);
    }

    private boolean dies() {
      int before = left.getAndDecrement();
      if (before == 0) {
        count();
      }
      return before <= 0;
    }

    @Override
    void before(Step step, Path path) throws IOException {
      if (step == Step.OPEN ? left.get() < 0 : dies()) {
        throw new Killed();
      }
    }

    @Override
    int room(Path path, int length) {
      boolean last = left.get() == 0;
      return dies() ? (last ? length / 2 : 0) : length;
    }

    @Override
    IOException failure(Path path) {
      return new Killed();
    }
  }

  /** The disk is full after a number of bytes. */
  static final class DiskFull extends Fault {

    private final AtomicLong left;

    DiskFull(long bytes) {
      this.left = new AtomicLong(bytes);
    }

    @Override
    int room(Path path, int length) {
      long room = Math.max(0, left.getAndAdd(-length));
      if (room < length) {
        count();
      }
      return (int) Math.min(room, length);
    }
  }

  /**
   * Single steps fail: they are refused, or they are done and the reply is lost. A reply is an
   * exception, or where there is one, the answer no.
   */
  static final class Replies extends Fault {

    private final Set<Integer> at = new TreeSet<>();
    private final boolean done;
    private final boolean no;
    private final AtomicInteger steps = new AtomicInteger();

    /**
     * @param changes number of steps of an undisturbed attempt
     * @param done whether the steps that fail are done
     */
    Replies(RandomGenerator random, int changes, boolean done) {
      this.done = done;
      this.no = random.nextInt(3) == 0;
      int failures = 1 + random.nextInt(3);
      for (int i = 0; i < failures; i++) {
        at.add(random.nextInt(Math.max(1, changes)));
      }
    }

    private void reply(Step step, Path path) throws IOException {
      count();
      if (no && (step == Step.RENAME || step == Step.DELETE)) {
        throw new No();
      }
      throw new IOException(
          (done ? "the connection was reset after " : "503 Slow Down: ") + step + " of " + path);
    }

    private final ThreadLocal<Boolean> failing = ThreadLocal.withInitial(() -> false);

    @Override
    void before(Step step, Path path) throws IOException {
      boolean fails = step != Step.OPEN && at.contains(steps.getAndIncrement());
      failing.set(fails);
      if (fails && !done) {
        reply(step, path);
      }
    }

    @Override
    void after(Step step, Path path) throws IOException {
      if (failing.get() && done) {
        failing.set(false);
        reply(step, path);
      }
    }

    @Override
    int room(Path path, int length) throws IOException {
      if (at.contains(steps.getAndIncrement())) {
        count();
        throw new IOException("503 Slow Down: WRITE of " + path);
      }
      return length;
    }
  }

  /** Reading fails a number of times, and so do the tasks that read. */
  static final class Reading extends Fault {

    private final AtomicInteger before;
    private final AtomicInteger left;

    Reading(int before, int failures) {
      this.before = new AtomicInteger(before);
      this.left = new AtomicInteger(failures);
    }

    @Override
    void before(Step step, Path path) throws IOException {
      boolean image = path.getName().endsWith(".png");
      if (step == Step.OPEN
          && image
          && before.getAndDecrement() <= 0
          && left.getAndDecrement() > 0) {
        count();
        throw new IOException("a failure on purpose while opening " + path);
      }
    }
  }

  /** Something happens to the input right before an image is opened. */
  static final class Input extends Fault {

    private final AtomicInteger before;
    private final Action action;

    /** What happens. */
    interface Action {
      void run() throws IOException;
    }

    Input(int before, Action action) {
      this.before = new AtomicInteger(before);
      this.action = action;
    }

    @Override
    void before(Step step, Path path) throws IOException {
      if (step == Step.OPEN && path.getName().endsWith(".png") && before.getAndDecrement() == 0) {
        count();
        action.run();
      }
      if (step == Step.OPEN && !new java.io.File(path.toUri().getPath()).exists()) {
        throw new FileNotFoundException(path.toString());
      }
    }
  }
}
