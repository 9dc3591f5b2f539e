package dev.emulsion.io.run;

import dev.emulsion.DataException;
import java.util.Optional;
import java.util.UUID;

/**
 * The process that works on a run. The last to begin is the owner: whoever takes up a run needs no
 * word from the one before, which is most often dead, and one that still lives stops as soon as it
 * looks.
 *
 * <p>It looks before it records anything. Between that look and the record another process may
 * come; then both write the same files with the same names, which is no harm.
 */
public final class RunLease {

  private final RunDirectory run;
  private final Claim acquire;

  private record Claim(String application, String token) {}

  private RunLease(RunDirectory run, Claim claim) {
    this.run = run;
    this.acquire = claim;
  }

  /** Makes this process the owner of {@code run}. */
  public static RunLease acquire(RunDirectory run, String application) {
    RunLease lease = new RunLease(run, new Claim(application, UUID.randomUUID().toString()));
    run.write(lease.file(), lease.acquire);
    return lease;
  }

  /** Different for every process that ever worked on the run. */
  public String token() {
    return acquire.token();
  }

  /**
   * @throws DataException if another process has taken the run since
   */
  public void check() {
    Optional<Claim> now = run.read(file(), Claim.class);
    if (now.isPresent() && !now.get().equals(acquire)) {
      throw new DataException(
          "another process (Spark application "
              + now.get().application()
              + ") has taken over the run at "
              + run.path()
              + "; this one stops and leaves the rest to it");
    }
  }

  private String file() {
    return run.run("owner.json");
  }
}
