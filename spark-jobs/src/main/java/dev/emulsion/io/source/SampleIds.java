package dev.emulsion.io.source;

import dev.emulsion.recipe.InputConfig.Ids;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** What the path of an image says of it: its id, and whether it is one at all. */
public final class SampleIds {

  private static final Set<String> EXTENSIONS =
      Set.of(
          "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "bmp", "tif", "tiff", "pbm",
          "pgm", "ppm", "pnm", "avif");

  private SampleIds() {}

  /** The id of the image at {@code path} by {@code rule}, which is not {@code AUTO}. */
  static String of(String path, Ids rule) {
    String id = composed(path.startsWith("./") ? path.substring(2) : path);
    return rule == Ids.STEM ? stem(id) : id;
  }

  /** The path up to the first dot of its last part; empty where that part begins with a dot. */
  static String stem(String path) {
    int name = path.lastIndexOf('/') + 1;
    int dot = path.indexOf('.', name);
    return dot == name ? "" : dot < 0 ? path : path.substring(0, dot);
  }

  /** The path up to the last dot of its last part; empty where that part begins with a dot. */
  static String beforeLastDot(String path) {
    int name = path.lastIndexOf('/') + 1;
    int dot = path.lastIndexOf('.');
    return path.startsWith(".", name) ? "" : dot < name ? path : path.substring(0, dot);
  }

  /** Whether a file name's extension, in any case, is that of an image. */
  static boolean isImage(String extension) {
    return EXTENSIONS.contains(extension.toLowerCase(Locale.ROOT));
  }

  /** Whether there is an image at {@code path}, by the name's end; no part may be hidden. */
  public static boolean isImagePath(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0
        && !path.startsWith(".")
        && !path.contains("/.")
        && isImage(name.substring(dot + 1));
  }

  /** Why a folder's file is no sample: its extension, such as {@code .heic}, or its place. */
  static String ignoredKind(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.startsWith(".") || path.contains("/.")) {
      return "hidden";
    }
    if (isImagePath(path)) {
      return "images outside the class folders";
    }
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "no extension" : name.substring(dot).toLowerCase(Locale.ROOT);
  }

  /** A text with accents composed (NFC), as all ids are: what is equal in it is one id. */
  public static String composed(String text) {
    return text == null ? null : Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** The same of a column. */
  public static Column composed(Column text) {
    return functions
        .udf((UDF1<String, String>) SampleIds::composed, DataTypes.StringType)
        .apply(text);
  }

  /** Whether another spelling of {@code id}, with its accents composed, is the same id. */
  static boolean isDecomposed(String id) {
    return !Normalizer.isNormalized(id, Normalizer.Form.NFC);
  }
}
