package dev.emulsion.io.source;

import java.util.List;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Lists as the {@code Seq} that Spark's signatures name; its package depends on Scala's version.
 */
final class ScalaSeq {

  private ScalaSeq() {}

  static <T> Seq<T> of(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toSeq();
  }
}
