package dev.emulsion.jobs.run;

import dev.emulsion.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A file system, a store or the network failed while a command ran. The message is one sentence:
 * what could not be done, why, and what to do about it. Once that is done, the same command can be
 * run again. The command exits with 3. The message is {@link Printable}.
 */
public final class StorageException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  StorageException(String message, IOException cause) {
    super(Printable.line(message), cause);
  }
}
