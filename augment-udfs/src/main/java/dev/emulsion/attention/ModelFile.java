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

/** The file of a model, which must be the one that was pinned. */
public final class ModelFile {

  private ModelFile() {}

  /**
   * Checks that {@code file} is the model that {@code spec} describes.
   *
   * @throws ConfigException if {@code file} is not there, cannot be read or has another SHA-256
   */
  public static void verify(ModelSpec spec, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          "there is no model file "
              + file
              + "; every machine that runs tasks must see it, so on a cluster put it where all can"
              + " read, as on HDFS or S3");
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
              + "; it is another file than the recipe names: find the right one, or name this one");
    }
  }

  /** 64 hexadecimal digits. */
  public static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (DigestInputStream hashed = new DigestInputStream(in, digest)) {
        hashed.transferTo(OutputStream.nullOutputStream()); // reading is hashing
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new ConfigException("cannot read the model " + file + ": " + e.getMessage(), e);
    }
  }
}
