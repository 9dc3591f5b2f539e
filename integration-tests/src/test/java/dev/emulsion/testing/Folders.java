package dev.emulsion.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that are copied, deleted or listed as a whole. */
public final class Folders {

  private Folders() {}

  /** Copies {@code from} and everything below it to {@code to}, which must not exist. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /** Deletes {@code folder} and everything below it. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The folder of Emulsion's own files of the output {@code out}. */
  public static Path own(Path out) {
    return out.resolveSibling(out.getFileName() + ".emulsion");
  }

  /** Copies an output and its own files. */
  public static void copyRun(Path from, Path to) throws IOException {
    copy(from, to);
    copy(own(from), own(to));
  }

  /** The shards of one epoch, {@code part-…} files in the order of their names. */
  public static List<Path> shards(Path epoch) throws IOException {
    try (Stream<Path> files = Files.list(epoch)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .toList();
    }
  }
}
