package dev.emulsion.spark;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The functions of SQL in a session that nothing but the service file tells of them. */
class SqlFunctionsIT {

  private final SparkSession spark = LocalSpark.session();

  static Stream<SqlFunction> all() {
    return SqlFunctions.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyExampleGivesTheResultBesideIt(SqlFunction function) {
    for (SqlFunction.Example example : function.examples()) {
      assertThat(text(spark.sql(example.query()))).as(example.query()).isEqualTo(example.result());
    }
  }

  private static String text(Dataset<Row> query) {
    Column[] strings =
        Stream.of(query.columns())
            .map(name -> query.col("`" + name + "`").cast("string"))
            .toArray(Column[]::new);
    List<Row> rows = query.select(strings).collectAsList();
    assertThat(rows).hasSize(1);
    return IntStream.range(0, rows.get(0).size())
        .mapToObj(i -> String.valueOf(rows.get(0).getString(i)))
        .collect(joining("\t"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void itsDescriptionHasSignatureArgumentsExamplesAndSince(SqlFunction function) {
    String described =
        spark.sql("DESCRIBE FUNCTION EXTENDED " + function.name()).collectAsList().stream()
            .map(row -> row.getString(0))
            .collect(joining("\n"));
    assertThat(described)
        .contains("Function: " + function.name(), function.signature(), "Since: 0.1.0");
    for (SqlParameter parameter : function.parameters()) {
      assertThat(described).contains("* " + parameter.name() + " - ");
    }
    for (SqlFunction.Example example : function.examples()) {
      assertThat(described).contains("> " + example.query() + ";\n", example.result());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void nullInAnyPlaceGivesNullUnlessItsParameterTakesNull(SqlFunction function) {
    List<SqlParameter> parameters = function.parameters();
    for (int at = 0; at < parameters.size(); at++) {
      List<String> arguments = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        String type = parameters.get(i).type().sql();
        arguments.add("CAST(" + (i == at ? "NULL" : anything(type)) + " AS " + type + ")");
      }
      if (!parameters.get(at).mayBeNull()) {
        String call = function.name() + "(" + String.join(", ", arguments) + ")";
        assertThat(spark.sql("SELECT " + call).head().isNullAt(0)).as(call).isTrue();
      }
    }
  }

  private static String anything(String type) {
    return switch (type) {
      case "BINARY", "STRING" -> "'x'";
      case "ARRAY<INT>", "ARRAY<DOUBLE>" -> "array(1)";
      default -> "1";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "emulsion_mixup(1.5, 'x', 0.5) | DATATYPE_MISMATCH",
        "emulsion_mixup('x', 'x', array(1)) | DATATYPE_MISMATCH",
        "emulsion_soft_label(array(1), 3) | DATATYPE_MISMATCH",
        "emulsion_mix_labels('a', array(1), 0.5) | DATATYPE_MISMATCH",
      })
  void aWrongTypeIsAnErrorBeforeTheQueryStarts(String call, String error) {
    assertThatThrownBy(() -> spark.sql("SELECT " + call))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(error)
        .hasMessageContaining("\"" + call.substring(0, call.indexOf('(')) + "(");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "emulsion_mixup('x', 'x')"
            + " | emulsion_mixup(base, partner, lambda) takes 3 arguments, was called with 2",
        "emulsion_lambda(1.0)"
            + " | emulsion_lambda(alpha, seed, id[, epoch[, variant]]) takes 3, 4 or 5"
            + " arguments, was called with 1",
        "emulsion_ring_key(id => 'a', seed => 1)"
            + " | emulsion_ring_key(seed, id[, epoch]) takes arguments by their places, not by"
            + " names; omit NAME =>",
        "emulsion_decode_info()"
            + " | emulsion_decode_info(image) takes 1 argument, was called with 0",
        "emulsion_resize('x', 1, 1, 'cubic') | emulsion_resize: filter must be one of nearest,"
            + " bilinear, bicubic, lanczos, box, hamming, was cubic",
        "emulsion_encode('x', 'gif')"
            + " | emulsion_encode: format must be one of jpeg, png, webp, tensor, was gif",
        "emulsion_saliency('x', 'deep')"
            + " | emulsion_saliency: method must be fine-grained or spectral-residual, was deep",
      })
  void aWrongTextOrNumberOfArgumentsIsAnErrorBeforeTheQueryStarts(String call, String message) {
    assertThatThrownBy(() -> spark.sql("SELECT " + call))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aWrongOperationIsNamedBeforeTheQueryStarts() {
    assertThatThrownBy(
            () -> spark.sql("SELECT emulsion_transform('x', '[horizontal-flop]', 1, 'a')"))
        .hasMessage(
            "emulsion_transform: operations has 1 problem:\n"
                + "  line 1: transform[0]: horizontal-flop is not an operation; did you mean"
                + " horizontal-flip?");
  }

  @Test
  void theColumnIsNamedAfterTheCall() {
    assertThat(spark.sql("SELECT emulsion_lambda(0.5, 1, id) FROM VALUES ('a') AS t(id)").columns())
        .containsExactly("emulsion_lambda(0.5, 1, id)");
  }

  @Test
  void permanentViewsMayUseThem() {
    String query = "SELECT emulsion_lambda(0.8, 7, id) AS lam FROM range(3) ORDER BY lam";
    spark.sql("CREATE VIEW sql_lambdas AS " + query);
    try {
      assertThat(spark.sql("SELECT * FROM sql_lambdas").collectAsList())
          .isEqualTo(spark.sql(query).collectAsList());
    } finally {
      spark.sql("DROP VIEW sql_lambdas");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "emulsion_soft_label(1, 2) | emulsion_soft_label(1D, 2L)",
        "emulsion_soft_label(1, 2) | emulsion_soft_label(1.0, '2')",
        "emulsion_soft_labels(array(0, 1), 2) | emulsion_soft_labels(array(0D, 1D), 2)",
        "emulsion_lambda(4e-1, 7L, '5') | emulsion_lambda(0.4, 7.0, 5)",
      })
  void wholeNumbersMayHaveAnyType(String expected, String call) {
    assertThat(spark.sql("SELECT " + call).head())
        .isEqualTo(spark.sql("SELECT " + expected).head());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "emulsion_soft_label(2.9, 4) | label must be a whole number, was 2.9",
        "emulsion_soft_label(4294967297, 4) | label must be from -2147483648"
            + " to 2147483647, was 4294967297",
        "emulsion_soft_labels(array(0.5), 4) | labels must be a whole number," + " was 0.5",
        "emulsion_ring_key(7.5, 'a') | seed must be a whole number, was 7.5",
      })
  void noNumberIsCutToAWholeOne(String call, String message) {
    assertThatThrownBy(() -> spark.sql("SELECT " + call).collectAsList())
        .rootCause()
        .hasMessage(message);
  }

  @Test
  void theDataFrameApiCallsThemByName() {
    Row row =
        spark
            .sql("SELECT 'P2 2 1 255 0 100' AS a, 'P2 2 1 255 200 100' AS b")
            .select(
                functions.call_function(
                    "emulsion_encode",
                    functions.call_function(
                        "emulsion_mixup",
                        functions.col("a"),
                        functions.col("b"),
                        functions.lit(0.75)),
                    functions.lit("tensor")))
            .head();
    assertThat(row.<byte[]>getAs(0)).containsExactly(50, 100, 50, 100, 50, 100);
  }
}
