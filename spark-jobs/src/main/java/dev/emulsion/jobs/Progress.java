package dev.emulsion.jobs;

/** Told how a run goes. Called on the driver only. */
public interface Progress {

  /** Nobody watches. */
  Progress SILENT =
      new Progress() {
        @Override
        public void epoch(int epoch, int epochs, long samples) {}

        @Override
        public void end() {}
      };

  /**
   * An epoch begins, from 0; each has so many samples. One that was finished before ends at once.
   */
  void epoch(int epoch, int epochs, long samples);

  /** The run has ended, well or not. */
  void end();
}
