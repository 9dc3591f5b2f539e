package dev.emulsion.io.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.JavaConverters;
import scala.collection.Seq;

class IndexRowCodecTest {

  private static Seq<Object> seq(Object... items) {
    return JavaConverters.asScalaBuffer(Arrays.asList(items)).toSeq();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 63, 64, 8191, 8192, 1L << 40, Long.MAX_VALUE})
  void lengthsComeBack(long length) {
    Row row = RowFactory.create("größe/1", seq("cat"), null, "a.tar#000", length);
    Row back = IndexRowCodec.read(IndexRowCodec.of(row));
    assertThat(back.getString(0)).isEqualTo("größe/1");
    assertThat(back.<String>getList(1)).containsExactly("cat");
    assertThat(back.isNullAt(2)).isTrue();
    assertThat(back.getString(3)).isEqualTo("a.tar#000");
    assertThat(back.getLong(4)).isEqualTo(length);
  }

  @Test
  void labelsOfEveryFormComeBack() {
    Row several = RowFactory.create("x", seq("cat", null, ""), null, "x", 5L);
    assertThat(IndexRowCodec.read(IndexRowCodec.of(several)).<String>getList(1))
        .containsExactly("cat", null, "");
    Row weights = RowFactory.create("x", null, seq(0.25f, null, Float.NaN), "x", 5L);
    assertThat(IndexRowCodec.read(IndexRowCodec.of(weights)).<Float>getList(2))
        .containsExactly(0.25f, null, Float.NaN);
    Row none = RowFactory.create("x", null, null, "x", 5L);
    assertThat(IndexRowCodec.read(IndexRowCodec.of(none)).isNullAt(1)).isTrue();
  }

  @Test
  void anIdThatIsTheLocationTakesOneByte() {
    // location 1 + 9, id 1, length 1, number of labels 1, label 1 + 3, no weights 1
    Row row = RowFactory.create("cat/1.jpg", seq("cat"), null, "cat/1.jpg", 5L);
    assertThat(IndexRowCodec.of(row)).hasSize(18);
    assertThat(IndexRowCodec.location(IndexRowCodec.of(row))).isEqualTo("cat/1.jpg");
    assertThat(IndexRowCodec.read(IndexRowCodec.of(row)).getString(0)).isEqualTo("cat/1.jpg");
  }
}
