package dev.emulsion.image.codec;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/**
 * OpenCV's libraries, loaded once per process at the first use of this class.
 *
 * <p>They are unpacked to {@code ~/.javacpp/cache}, or below {@code java.io.tmpdir} if there is no
 * home, as in a container; the system property {@code org.bytedeco.javacpp.cachedir} overrides
 * that.
 */
final class NativeLibrary {

  private static final String MEMORY_CHECK = "org.bytedeco.javacpp.maxPhysicalBytes";
  private static final String FOLDER = "org.bytedeco.javacpp.cachedir";

  private static final Optional<Throwable> FAILURE = load();

  private NativeLibrary() {}

  /** Why the libraries are unavailable; empty if they are available. */
  static Optional<Throwable> failure() {
    return FAILURE;
  }

  private static Optional<Throwable> load() {
    // if unset, each allocation queries the size of the process and fails once that is several
    // times the heap's limit, regardless of what uses the memory; DecodingMemory bounds the
    // decoders' part
    if (System.getProperty(MEMORY_CHECK) == null) {
      System.setProperty(MEMORY_CHECK, "0");
    }
    if (System.getProperty(FOLDER) == null && !home().isAbsolute()) {
      System.setProperty(FOLDER, folderWithoutHome().toString());
    }
    try {
      Loader.load(opencv_imgcodecs.class);
      Loader.load(opencv_imgproc.class);
      opencv_core.setNumThreads(1);
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      return Optional.of(e);
    }
  }

  /** A question mark for a user without one, such as one whose home is {@code /}. */
  private static Path home() {
    return Path.of(System.getProperty("user.home"));
  }

  /** What JavaCPP takes itself where a home cannot be written, but not where Java knows none. */
  private static Path folderWithoutHome() {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        ".javacpp-" + System.getProperty("user.name"),
        "cache");
  }
}
