package dev.emulsion.spark;

import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.types.StringType;
import scala.Function1;
import scala.Tuple3;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds the functions of {@link SqlFunctions} to every session. Spark finds this class by its
 * service file wherever the jar is on the class path; {@code spark.sql.extensions} may name it too.
 */
public final class EmulsionExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit>
    implements SparkSessionExtensionsProvider {

  /** What Spark is given of each function; the same objects for every session. */
  private static final List<Registration> FUNCTIONS =
      SqlFunctions.all().stream().map(Registration::of).toList();

  @SuppressWarnings("rawtypes") // the package of the builder's Seq depends on Scala
  private record Registration(FunctionIdentifier name, ExpressionInfo info, Function1 builder) {

    static Registration of(SqlFunction function) {
      return new Registration(
          new FunctionIdentifier(function.name()),
          SqlDescription.info(function),
          new Builder(function));
    }
  }

  /**
   * Injected functions alone are temporary ones to Spark, which permanent views must not use; those
   * of its registry are not.
   */
  @Override
  @SuppressWarnings("unchecked")
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (Registration function : FUNCTIONS) {
      extensions.injectFunction(new Tuple3<>(function.name(), function.info(), function.builder()));
      FunctionRegistry$.MODULE$
          .builtin()
          .registerFunction(function.name(), function.info(), function.builder());
    }
    return BoxedUnit.UNIT;
  }

  /** Makes the expression of a call. */
  private static final class Builder extends AbstractFunction1<Seq<Expression>, Expression> {

    private final SqlFunction function;

    Builder(SqlFunction function) {
      this.function = function;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      List<Expression> children = JavaConverters.seqAsJavaList(arguments);
      if (children.stream().anyMatch(NamedArgumentExpression.class::isInstance)) {
        throw new IllegalArgumentException(
            function.signature() + " takes arguments by their places, not by names; omit NAME =>");
      }
      SqlFunction.Call call = function.call(children.stream().map(Expression::dataType).toList());
      for (int i = 0; i < children.size(); i++) {
        if (children.get(i) instanceof Literal literal
            && literal.dataType() instanceof StringType
            && literal.value() != null) {
          function.check(i, literal.value().toString());
        }
      }
      var expression =
          new ApplyFunctionExpression(call, JavaConverters.asScalaBuffer(children).toSeq());
      // the name in column names and messages
      expression.setTagValue(FunctionRegistry$.MODULE$.FUNC_ALIAS(), function.name());
      return expression;
    }
  }
}
