package dev.emulsion.io.source;

import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileStatusCache;
import org.apache.spark.sql.execution.datasources.InMemoryFileIndex;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * An index of given files. It is the part of {@link TableIndex} that names {@code Seq}, whose
 * package depends on Scala's version.
 */
abstract class ListedFiles extends InMemoryFileIndex {

  private final FileStatus[] files;

  ListedFiles(SparkSession spark, List<Path> roots, FileStatusCache listing, FileStatus[] files) {
    super(
        spark,
        ScalaSeq.of(roots),
        scala.collection.immutable.Map$.MODULE$.empty(),
        Option.empty(),
        listing,
        Option.empty(),
        Option.empty());
    this.files = files;
  }

  @Override
  public Seq<FileStatus> allFiles() {
    return ScalaSeq.of(List.of(files));
  }

  /** All files in one directory without values, if no folder names a column. */
  @Override
  public Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    return partitionSpec().partitionColumns().isEmpty()
        ? ScalaSeq.of(List.of(PartitionDirectory.apply(InternalRow.empty(), files)))
        : super.listFiles(partitionFilters, dataFilters);
  }
}
