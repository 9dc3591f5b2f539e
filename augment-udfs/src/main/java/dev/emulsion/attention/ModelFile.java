package dev.emulsion.attention;

import dev.emulsion.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checks that a model file is the one pinned by its SHA-256. */
public final class ModelFile {

  private ModelFile() {}

  /**
   * Checks that {@code file} is the model that {@code spec} describes.
   *
   * @throws ConfigException if {@code file} is missing, unreadable or has another SHA-256
   */
  public static void verify(ModelSpec spec, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          "the model file "
              + file
              + " does not exist here; on a cluster put it where every executor can read it, such"
              + " as HDFS or S3");
    }
    String found = sha256(file);
    if (!found.equals(spec.sha256())) {
      throw new ConfigException(
          "the model "
              + file
              + " must have the sha256 "
              + spec.sha256()
              + ", was "
              + found
              + "; use the file that the recipe was made for, or set sha256 to that of this file");
    }
  }

  /** The SHA-256 of {@code file} as 64 hexadecimal digits. */
  public static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (DigestInputStream hashed = new DigestInputStream(in, digest)) {
        hashed.transferTo(OutputStream.nullOutputStream()); // reading updates the digest
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new ConfigException("cannot read the model " + file + ": " + e.getMessage(), e);
    }
  }
}
