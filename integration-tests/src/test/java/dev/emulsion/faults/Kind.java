package dev.emulsion.faults;

import java.util.Locale;

/** The kinds of faults. */
enum Kind {
  /** The process dies between two changes of the file system, or in the middle of a write. */
  KILL,
  /** The disk is full after a number of bytes. */
  DISK_FULL,
  /** The file system refuses a few changes, as a store does that is too busy. */
  REFUSED,
  /** The file system makes a few changes and reports that it has not. */
  LOST_REPLY,
  /** Images cannot be read at first, and their tasks are tried again. */
  READ_FAILURE,
  /** An image is deleted during the run. */
  INPUT_DELETED,
  /** An image is replaced by another during the run. */
  INPUT_REPLACED,
  /** A second process starts on the same directory with the same request. */
  RIVAL,
  /** A second process starts on the same directory with another request. */
  OTHER_RIVAL,
  /** The command's process is killed. */
  SIGKILL,
  /** The command's process is asked to end. */
  SIGTERM,
  /** An executor of a cluster is killed, and others run tasks twice: see {@link ClusterRuns}. */
  EXECUTOR_LOST;

  /** Whether the kind happens in this process. */
  boolean isInProcess() {
    return compareTo(SIGKILL) < 0;
  }

  /** Whether the kind can happen to a command. */
  boolean appliesTo(Work.Command command) {
    return switch (this) {
      case READ_FAILURE, INPUT_DELETED, INPUT_REPLACED -> command.readsImages();
      default -> true;
    };
  }

  static Kind named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
