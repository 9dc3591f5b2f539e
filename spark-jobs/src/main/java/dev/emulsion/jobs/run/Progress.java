package dev.emulsion.jobs.run;

/** Told how a run goes. Called on the driver only, by one thread at a time or several. */
public interface Progress {

  /** Nobody watches. */
  Progress SILENT =
      new Progress() {
        @Override
        public void epoch(int epoch, int epochs, long samples, long done) {}

        @Override
        public void at(Step step) {}

        @Override
        public void end() {}
      };

  /** Where a run stands: what has just been done. A run that dies after any of them goes on. */
  enum Step {
    /** The ring of an epoch is planned; no image has moved. */
    PLANNED,
    /** The encoded images of an epoch lie in their buckets. */
    SHUFFLED,
    /** A slice is about to be written. */
    SLICE_BEGUN,
    /** The files of a slice are committed; the run does not know of it yet. */
    SLICE_WRITTEN,
    /** A slice counts. */
    SLICE_RECORDED,
    /** The last slice of an epoch counts; the epoch itself does not yet. */
    EPOCH_WRITTEN,
    /** An epoch counts. */
    EPOCH_RECORDED,
    /** All epochs count, and there is no seal. */
    UNSEALED,
    /** The run is finished. */
    SEALED
  }

  /**
   * An epoch begins, from 0, perhaps while slices of the one before are still written.
   *
   * @param samples of each epoch
   * @param done of this one, by a run that was interrupted
   */
  void epoch(int epoch, int epochs, long samples, long done);

  /** The run has come so far. */
  void at(Step step);

  /** The run has ended, well or not. */
  void end();
}
