package dev.emulsion.jobs;

/** Told how a run goes. Called on the driver only. */
public interface Progress {

  /** Nobody watches. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(long samples, int epochs) {}

        @Override
        public void end() {}
      };

  /** The plan is made: so many samples in each of so many epochs. */
  void begin(long samples, int epochs);

  /** Everything is written. */
  void end();
}
