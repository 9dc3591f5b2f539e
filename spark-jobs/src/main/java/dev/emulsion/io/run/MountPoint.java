package dev.emulsion.io.run;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.Path;

/** Recognizes folders next to which is another file system, such as a volume of a container. */
final class MountPoint {

  private static final String DEVICE = "unix:dev";

  private MountPoint() {}

  /** Whether {@code folder} is local and exists on another device than the folder above it. */
  static boolean is(Path folder) throws IOException {
    if (!"file".equals(folder.toUri().getScheme())) {
      return false;
    }
    java.nio.file.Path local = java.nio.file.Path.of(folder.toUri().getPath());
    return local.getParent() != null
        && Files.isDirectory(local)
        && Files.getFileStore(local).supportsFileAttributeView("unix")
        && !Files.getAttribute(local, DEVICE).equals(Files.getAttribute(local.getParent(), DEVICE));
  }
}
