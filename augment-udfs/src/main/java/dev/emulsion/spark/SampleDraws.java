package dev.emulsion.spark;

import dev.emulsion.random.DrawKey;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import dev.emulsion.random.Purpose;
import dev.emulsion.random.SampleKey;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;

/** The draws of {@code augment} for one sample, which a call of a function names. */
record SampleDraws(long seed, SampleKey sample, int epoch, int variant) {

  static final SqlParameter SEED =
      SqlParameter.required("seed", DataTypes.LongType, "the recipe's seed");
  static final SqlParameter SAMPLE_ID =
      SqlParameter.required("id", DataTypes.StringType, "id of the sample");
  static final SqlParameter EPOCH =
      SqlParameter.optional("epoch", DataTypes.IntegerType, "the epoch, 0 or more", 0);

  /** The parameters that name them, to be the last of a function. */
  static final List<SqlParameter> PARAMETERS =
      List.of(
          SEED,
          SAMPLE_ID,
          EPOCH,
          SqlParameter.optional(
              "variant", DataTypes.IntegerType, "number of the output in the epoch", 0));

  /**
   * Reads the arguments for {@link #PARAMETERS}.
   *
   * @param first index of {@code seed}
   */
  static SampleDraws of(SqlArguments arguments, int first) {
    return new SampleDraws(
        arguments.whole(first),
        SampleKey.of(arguments.text(first + 1)),
        arguments.integer(first + 2, 0),
        arguments.integer(first + 3, 0));
  }

  Draws transform(int operation) {
    return new PhiloxDraws(new DrawKey(seed, epoch, sample, Purpose.TRANSFORM, variant, operation));
  }

  Draws mix() {
    return new PhiloxDraws(new DrawKey(seed, epoch, sample, Purpose.MIX, variant, 0));
  }
}
