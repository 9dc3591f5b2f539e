"""The functions of SQL, called as Spark SQL, as the DataFrame API and by PySpark's call_function."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def test_sql_finds_the_functions_without_any_setting(spark: SparkSession) -> None:
    row = spark.sql("SELECT emulsion_decode_info('P2 3 1 255 0 128 255') AS facts").head()
    assert row["facts"]["format"] == "PNM"
    assert (row["facts"]["height"], row["facts"]["width"]) == (1, 3)


def test_call_function_and_expr_give_what_sql_gives(spark: SparkSession) -> None:
    data = spark.createDataFrame([("a", 0.5)], "id STRING, alpha DOUBLE")
    call = F.call_function("emulsion_lambda", F.col("alpha"), F.lit(7), F.col("id"))
    row = data.select(call.alias("called"), F.expr("emulsion_lambda(alpha, 7, id)").alias("parsed")).head()
    expected = spark.sql("SELECT emulsion_lambda(0.5, 7, 'a') AS x").head()["x"]
    assert row["called"] == row["parsed"] == expected
