package dev.emulsion.cli;

import java.util.List;
import java.util.OptionalInt;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ends a command on Ctrl-C and on a request to terminate: says in one line what is kept, cancels
 * Spark's jobs so that they remove what they have half written, and lets the command return. A
 * second signal ends the process at once.
 */
final class Interruption {

  /** The exit code of a process that a signal ends is this plus the signal's number. */
  private static final int SIGNALED = 128;

  private static final long PATIENCE_MILLIS = 10_000;
  private static final long PAUSE_MILLIS = 100;

  private final Thread command;
  private final Terminal out;
  private final Terminal err;
  private final Rerun rerun;
  private volatile Signal received;

  private Interruption(Thread command, Terminal out, Terminal err, Rerun rerun) {
    this.command = command;
    this.out = out;
    this.err = err;
    this.rerun = rerun;
  }

  /** Watches for signals while the current thread runs a command. */
  static Interruption watch(Terminal out, Terminal err, Rerun rerun) {
    Interruption interruption = new Interruption(Thread.currentThread(), out, err, rerun);
    List.of("INT", "TERM", "HUP").forEach(interruption::handle);
    return interruption;
  }

  /** The exit code if a signal has come. */
  OptionalInt exitCode() {
    return received == null ? OptionalInt.empty() : OptionalInt.of(exitCode(received));
  }

  private void handle(String name) {
    try {
      Signal signal = new Signal(name);
      SignalHandler before = Signal.handle(signal, this::receive);
      if (before == SignalHandler.SIG_IGN) { // as under nohup
        Signal.handle(signal, before);
      }
    } catch (IllegalArgumentException e) {
      return; // the JVM leaves signals alone (-Xrs), or there is none of that name
    }
  }

  private void receive(Signal signal) {
    synchronized (this) {
      if (received != null) {
        Runtime.getRuntime().halt(exitCode(received));
      }
      received = signal;
    }
    out.silence();
    err.lastLine(
        "%nemulsion: stopped by SIG%s; %s; to continue, %s"
            .formatted(signal.getName(), rerun.kept(), rerun.advice()));
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF); // the rest is of our making
    awaitEnd();
    System.exit(exitCode(signal)); // if the command itself has not done so
  }

  /** Cancels jobs until the command has noticed, as it may start another one. */
  private void awaitEnd() {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    try {
      while (command.isAlive() && System.nanoTime() < deadline) {
        cancelJobs();
        command.join(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void cancelJobs() {
    Option<SparkSession> session = SparkSession.getDefaultSession();
    if (session.isDefined() && !session.get().sparkContext().isStopped()) {
      try {
        session.get().sparkContext().cancelAllJobs();
      } catch (IllegalStateException stopped) {
        return; // meanwhile
      }
    }
  }

  private static int exitCode(Signal signal) {
    return SIGNALED + signal.getNumber();
  }
}
