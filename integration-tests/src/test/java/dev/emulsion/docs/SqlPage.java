package dev.emulsion.docs;

import dev.emulsion.spark.SqlFunction;
import dev.emulsion.spark.SqlFunctions;
import dev.emulsion.spark.SqlParameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the reference of {@code docs/sql.md} from the descriptions of the functions; what stands
 * above it on the page stays.
 */
final class SqlPage {

  private static final String REFERENCE = "## Functions\n";

  private final Path file;

  SqlPage(Path root) {
    file = root.resolve("docs/sql.md");
  }

  public static void main(String[] args) throws IOException {
    SqlPage page = new SqlPage(Path.of(args[0]));
    Files.writeString(page.file, page.current());
  }

  /** The page as it is. */
  String written() throws IOException {
    return Files.readString(file);
  }

  /** The page as the functions are described now. */
  String current() throws IOException {
    String text = written();
    int end = text.indexOf(REFERENCE);
    StringBuilder page = new StringBuilder(end < 0 ? text : text.substring(0, end));
    page.append(REFERENCE)
        .append(
            "\n"
                + "From the descriptions that `DESCRIBE FUNCTION EXTENDED` shows, by"
                + " docs/make-images.sh.\n")
        .append("\n| function | result |\n|---|---|\n");
    for (SqlFunction function : SqlFunctions.all()) {
      page.append(
          "| [`%s`](#%s) | %s |\n"
              .formatted(function.signature(), function.name(), function.resultMeaning()));
    }
    SqlFunctions.all().forEach(function -> page.append(section(function)));
    return page.toString();
  }

  private static String section(SqlFunction function) {
    StringBuilder text = new StringBuilder();
    text.append("\n### ").append(function.name()).append("\n\n");
    text.append(function.usage()).append("\n\n");
    text.append("| argument | type | |\n|---|---|---|\n");
    for (SqlParameter parameter : function.parameters()) {
      text.append(
          "| `%s` | `%s` | %s%s |\n"
              .formatted(
                  parameter.name(),
                  parameter.type().sql(),
                  parameter.meaning(),
                  parameter.isRequired() ? "" : "; default `" + parameter.fallback() + "`"));
    }
    text.append(
        "\nReturns `%s`: %s.\n\n```sql\n"
            .formatted(function.result().sql(), function.resultMeaning()));
    for (SqlFunction.Example example : function.examples()) {
      text.append(example.query()).append(";\n-- ").append(example.result()).append('\n');
    }
    return text.append("```\n").toString();
  }
}
