package dev.emulsion.cli;

import dev.emulsion.ConfigException;
import dev.emulsion.jobs.run.Errors;
import dev.emulsion.recipe.RecipeLoader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

/** The file of a recipe, on a local disk or, as a URI, anywhere that Hadoop can read. */
final class RecipeFile {

  /** A letter and a colon are a drive. */
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private RecipeFile() {}

  /**
   * Reads a file before there is a session, with the settings that the session will have.
   *
   * @param file such as {@code my.yaml} or {@code s3a://bucket/my.yaml}
   * @throws ConfigException if there is none, or it cannot be read
   */
  static String read(String file) {
    return URI.matcher(file).matches()
        ? stored(file)
        : RecipeLoader.read(java.nio.file.Path.of(file));
  }

  private static String stored(String uri) {
    Configuration conf = SparkHadoopUtil.get().newConfiguration(Sessions.settings("recipe"));
    try {
      Path path = new Path(uri);
      try (InputStream in = path.getFileSystem(conf).open(path)) {
        return RecipeLoader.read(uri, in);
      }
    } catch (FileNotFoundException e) {
      throw new ConfigException("there is no recipe " + uri, e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("cannot read the recipe " + uri + ": " + Errors.rootMessage(e), e);
    }
  }
}
