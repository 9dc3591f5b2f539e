package dev.emulsion.spark;

import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
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

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (SqlFunction function : SqlFunctions.all()) {
      inject(extensions, function);
    }
    return BoxedUnit.UNIT;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the package of the builder's Seq depends on Scala
  private static void inject(SparkSessionExtensions extensions, SqlFunction function) {
    Function1 builder = new Builder(function);
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(function.name()), SqlDescription.info(function), builder));
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
      SqlFunction.Call call = function.call(children.size());
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
