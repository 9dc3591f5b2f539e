package dev.emulsion.jobs.run;

/** Kinds of masters. */
public final class Masters {

  private Masters() {}

  /**
   * Whether tasks run in the driver itself, as with {@code local[2]}. With {@code local-cluster},
   * they run in processes of their own.
   *
   * @param master value of {@code spark.master}
   */
  public static boolean isLocal(String master) {
    return master.equals("local") || master.startsWith("local[");
  }
}
