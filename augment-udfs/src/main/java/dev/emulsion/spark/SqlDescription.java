package dev.emulsion.spark;

import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

/** What {@code DESCRIBE FUNCTION EXTENDED} shows of a {@link SqlFunction}. */
final class SqlDescription {

  private static final String GROUP = "misc_funcs"; // Spark has no group for images
  private static final String SINCE = "0.1.0";
  private static final String INDENT = "    ";

  private SqlDescription() {}

  static ExpressionInfo info(SqlFunction function) {
    return new ExpressionInfo(
        SqlFunctions.class.getName(),
        null,
        function.name(),
        function.signature() + " - " + function.usage(),
        arguments(function),
        examples(function),
        note(function),
        GROUP,
        SINCE,
        "",
        "java_udf");
  }

  private static String arguments(SqlFunction function) {
    StringBuilder text = new StringBuilder("\n").append(INDENT).append("Arguments:\n");
    for (SqlParameter parameter : function.parameters()) {
      text.append(INDENT)
          .append("  * ")
          .append(parameter.name())
          .append(" - ")
          .append(parameter.type().sql())
          .append(": ")
          .append(parameter.meaning())
          .append(parameter.isRequired() ? "" : "; default " + parameter.fallback())
          .append('\n');
    }
    return text.append("  ").toString();
  }

  private static String examples(SqlFunction function) {
    StringBuilder text = new StringBuilder("\n").append(INDENT).append("Examples:\n");
    for (SqlFunction.Example example : function.examples()) {
      text.append(INDENT).append("  > ").append(example.query()).append(";\n");
      text.append(INDENT).append("   ").append(example.result()).append('\n');
    }
    return text.append("  ").toString();
  }

  private static String note(SqlFunction function) {
    return "\n"
        + INDENT
        + "Returns "
        + function.result().sql()
        + ": "
        + function.resultMeaning()
        + ".\n  ";
  }
}
