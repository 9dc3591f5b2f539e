package dev.emulsion.attention;

import dev.emulsion.ConfigException;
import dev.emulsion.Sha256;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Checks that a model is the one pinned by its SHA-256.
 *
 * <p>A model is one file, or several: ONNX may keep weights in files next to it, its external data.
 * The SHA-256 of several files is that of the lines {@code HASH NAME} that {@code sha256sum} prints
 * for them, sorted by name in byte order, with names relative to the model's folder.
 */
public final class ModelFile {

  private static final byte[] ORT_FORMAT = "ORTM".getBytes(StandardCharsets.US_ASCII);
  private static final int ORT_FORMAT_AT = 4;

  private ModelFile() {}

  /**
   * Checks that {@code file} and those next to it are the model that {@code spec} describes.
   *
   * @throws ConfigException if a file is missing or unreadable, or the model has another SHA-256
   */
  public static void verify(ModelSpec spec, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          "the model file "
              + file
              + " does not exist here; on a cluster put it where every executor can read it, such"
              + " as HDFS or S3");
    }
    SortedSet<String> names;
    try {
      names = names(spec, file);
    } catch (UncheckedIOException e) {
      if (sha256(file).equals(spec.sha256())) {
        throw new ConfigException(
            "cannot load the model %s with OnnxRuntime: %s; is the file complete, and exported for that engine?"
                .formatted(file.getFileName(), e.getMessage()),
            e);
      }
      names = new TreeSet<>(List.of(file.getFileName().toString())); // another file altogether
    }
    String found = sha256(file, names);
    if (!found.equals(spec.sha256())) {
      throw new ConfigException(
          "the model "
              + file
              + (names.size() == 1 ? "" : ", which consists of " + String.join(", ", names) + ",")
              + " must have the sha256 "
              + spec.sha256()
              + ", was "
              + found
              + (names.size() == 1
                  ? "; use the file that the recipe was made for, or set sha256 to that of this"
                      + " file"
                  : "; use the files that the recipe was made for, or set sha256 to that of these"
                      + " files, which is that of all their hashes: (cd "
                      + file.toAbsolutePath().getParent()
                      + " && sha256sum "
                      + String.join(" ", names)
                      + ") | sha256sum"));
    }
  }

  /**
   * Names of the files next to {@code file} that its model needs, relative to its folder.
   *
   * @throws ConfigException if the model names a file outside its folder
   * @throws UncheckedIOException if the file cannot be read or is no model
   */
  public static List<String> weightFiles(ModelSpec spec, Path file) {
    if (spec.engine() != ModelSpec.Engine.ONNXRUNTIME) {
      return List.of(); // TorchScript is one archive
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      if (isOrtFormat(in)) {
        return List.of();
      }
      List<String> locations = List.copyOf(OnnxWeights.locations(in, Files.size(file)));
      locations.forEach(location -> requireInside(file, location));
      return locations.stream().map(location -> Path.of(location).normalize().toString()).toList();
    } catch (IOException e) {
      String reason = e instanceof EOFException ? "it ends too early" : e.getMessage();
      throw new UncheckedIOException(reason, e);
    }
  }

  /** Whether this is ONNX Runtime's own format, which is no Protocol Buffers message. */
  private static boolean isOrtFormat(InputStream in) throws IOException {
    in.mark(ORT_FORMAT_AT + ORT_FORMAT.length);
    byte[] head = in.readNBytes(ORT_FORMAT_AT + ORT_FORMAT.length);
    in.reset();
    return Arrays.equals(
        head, Math.min(ORT_FORMAT_AT, head.length), head.length, ORT_FORMAT, 0, ORT_FORMAT.length);
  }

  private static void requireInside(Path file, String location) {
    boolean isPlain =
        !location.isBlank()
            && location.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c));
    if (!isPlain || location.startsWith("/") || List.of(location.split("/")).contains("..")) {
      throw new ConfigException(
          "the model %s must keep its weights in files of its own folder, was the location '%s'; export it again with the weights in one file next to it"
              .formatted(file.getFileName(), location));
    }
  }

  private static SortedSet<String> names(ModelSpec spec, Path file) {
    SortedSet<String> names = new TreeSet<>(weightFiles(spec, file));
    for (String name : names) {
      if (!Files.isRegularFile(file.resolveSibling(name))) {
        throw new ConfigException(
            "the model %s keeps weights in %s, which does not exist next to it; copy both files"
                .formatted(file, name));
      }
    }
    names.add(file.getFileName().toString());
    return names;
  }

  /**
   * The SHA-256 of the model that {@code spec} describes, in {@code file} and those next to it.
   *
   * @throws ConfigException if a file is missing
   * @throws UncheckedIOException if the file cannot be read or is no model
   */
  public static String sha256(ModelSpec spec, Path file) {
    return sha256(file, names(spec, file));
  }

  private static String sha256(Path file, SortedSet<String> names) {
    if (names.size() == 1) {
      return sha256(file);
    }
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      lines.append(sha256(file.resolveSibling(name))).append("  ").append(name).append('\n');
    }
    return Sha256.hex(lines.toString());
  }

  /** The SHA-256 of one file as 64 hexadecimal digits. */
  public static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Sha256.hex(in);
    } catch (IOException e) {
      throw new ConfigException("cannot read the model " + file + ": " + e.getMessage(), e);
    }
  }
}
