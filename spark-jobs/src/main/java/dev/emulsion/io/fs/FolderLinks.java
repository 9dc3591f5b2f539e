package dev.emulsion.io.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides which links to folders a listing follows: each real folder is listed once. A link into
 * the listed tree itself is not followed, since the folder is listed where it is; of several links
 * to one folder outside, the first by depth and path is.
 */
final class FolderLinks {

  private final Optional<String> root;
  private final Set<String> followed = new HashSet<>();

  FolderLinks(RemoteDirectory root) {
    try {
      this.root = root.target("", false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root.path() + ": " + e.getMessage(), e);
    }
  }

  /** Whether the file system has links at all. */
  boolean possible() {
    return root.isPresent();
  }

  /**
   * A folder that was reached through a link.
   *
   * @param path relative to the root
   * @param target the real folder
   */
  record Linked(String path, String target) {}

  /** The paths of one level that are not followed, since their folders are listed elsewhere. */
  Set<String> repeated(List<Linked> level) {
    Set<String> repeated = new HashSet<>();
    for (Linked folder : level.stream().sorted((a, b) -> a.path().compareTo(b.path())).toList()) {
      if (isInside(folder.target()) || !followed.add(folder.target())) {
        repeated.add(folder.path());
      }
    }
    return repeated;
  }

  /** Whether the tree lists a real folder in its own place. Images in hidden folders are not. */
  private boolean isInside(String target) {
    String top = root.orElseThrow();
    if (target.equals(top)) {
      return true;
    }
    String prefix = top.endsWith("/") ? top : top + "/";
    return target.startsWith(prefix)
        && Stream.of(target.substring(prefix.length()).split("/"))
            .noneMatch(name -> name.startsWith("."));
  }
}
