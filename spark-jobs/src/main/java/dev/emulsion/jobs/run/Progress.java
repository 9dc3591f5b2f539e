package dev.emulsion.jobs.run;

/** Observes a run. Called on the driver only, possibly by several threads, one at a time. */
public interface Progress {

  /** Name of the Spark accumulator that counts samples while the tasks run. */
  String COUNTER = "emulsion.samples";

  /** Ignores everything. */
  Progress SILENT =
      new Progress() {
        @Override
        public void epoch(int epoch, int epochs, long samples, long done) {}

        @Override
        public void at(Milestone milestone) {}

        @Override
        public void end() {}
      };

  /** What a run has just completed. A run killed after any of these is finished by a rerun. */
  enum Milestone {
    /** The ring of an epoch is planned; no image has moved. */
    PLANNED,
    /** The encoded images of an epoch are in their buckets. */
    SHUFFLED,
    /** A slice is about to be written. */
    SLICE_BEGUN,
    /** The files of a slice are written but not recorded. */
    SLICE_WRITTEN,
    /** A slice is recorded. */
    SLICE_RECORDED,
    /** The last slice of an epoch is recorded; the epoch itself is not. */
    EPOCH_WRITTEN,
    /** An epoch is recorded. */
    EPOCH_RECORDED,
    /** Everything is recorded; there is no seal yet. */
    UNSEALED,
    /** The run is finished. */
    SEALED
  }

  /**
   * A step of the preparations begins.
   *
   * @param activity for people, such as {@code listing images/}
   */
  default void begins(String activity) {}

  /**
   * The run continues, but not as its user may expect.
   *
   * @param warning a sentence that says what it costs
   */
  default void warns(String warning) {}

  /**
   * An epoch begins, possibly while slices of the previous one are still being written.
   *
   * @param epoch from 0
   * @param samples number of samples of each epoch
   * @param done number of samples of this epoch that an interrupted run has finished
   */
  void epoch(int epoch, int epochs, long samples, long done);

  /** A milestone is reached. */
  void at(Milestone milestone);

  /** The run has ended, normally or not. */
  void end();
}
