package dev.emulsion;

/**
 * The module of Java's vector instructions, which a JVM has only if it was started with it. Classes
 * that use it must not be loaded otherwise.
 */
public final class VectorModule {

  public static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether this JVM was started with the module. */
  public static boolean isPresent() {
    return ModuleLayer.boot().findModule(NAME).isPresent();
  }
}
