package dev.emulsion.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.emulsion.DataException;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.random.RingKey;
import dev.emulsion.random.SampleKey;
import dev.emulsion.ring.PartitionKeys;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.collection.JavaConverters;

/** The functions of the plan of {@link PairMixer}, put together without Spark. */
class PairMixerTest {

  private static final long SEED = 7;
  private static final int CLASSES = 3;
  private static final int SAMPLES = 40;
  private static final int WIDTH = 3;
  private static final int LABEL_AT = 2;
  private static final String DAMAGED = "s11";
  private static final String TRANSFORMS =
      "[{random-resized-crop: {size: 16}}, {horizontal-flip: {p: 0.5}}]";

  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("image", DataTypes.BinaryType)
          .add("label", DataTypes.IntegerType);

  private static PairMixer mixer() {
    return new PairMixer()
        .setMethod("cutmix")
        .setTransforms(TRANSFORMS)
        .setSeed(SEED)
        .setNumClasses(CLASSES);
  }

  private static List<Row> samples(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "s" + i;
      byte[] image = id.equals(DAMAGED) ? new byte[] {1, 2, 3} : png(i);
      rows.add(RowFactory.create(id, image, i % CLASSES));
    }
    return rows;
  }

  private static byte[] png(int number) {
    var image = new BufferedImage(24, 20, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(number * 37 % 256, number * 91 % 256, number * 53 % 256));
    graphics.fillRect(number % 12, number % 9, 9, 9);
    graphics.dispose();
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The mixed rows by row id, those without one by id. */
  private static TreeMap<String, Row> mixed(PairMixer mixer, List<Row> rows, int partitions) {
    InputLabelColumn labels = InputLabelColumn.of(SCHEMA, "label");
    PairSpec spec =
        new PairSpec(
            mixer.settled().forLabels(labels.kind()),
            0,
            CLASSES,
            partitions,
            AttentionSource.AREA,
            mixer.format(),
            true,
            mixer.invalidRows());
    var plan = new PairedDataset(spec, labels);
    var bucketRows =
        new BucketRows(
            spec,
            InputImageColumn.of(SCHEMA, "image"),
            labels,
            LABEL_AT,
            -1,
            WIDTH,
            mixer.transformSchema(SCHEMA).size() - WIDTH);
    TreeMap<String, Row> mixed = new TreeMap<>();
    for (List<Row> bucket : buckets(plan, spec, rows)) {
      bucket.sort(
          (a, b) ->
              Arrays.compareUnsigned(
                  a.<byte[]>getAs(PairedDataset.SORT_AT), b.<byte[]>getAs(PairedDataset.SORT_AT)));
      for (Iterator<Row> out = bucketRows.of(bucket.iterator()); out.hasNext(); ) {
        Row row = out.next();
        String key = row.isNullAt(WIDTH) ? row.getString(0) : row.getString(WIDTH);
        assertThat(mixed.put(key, row)).as(key).isNull();
      }
    }
    return mixed;
  }

  /** What Spark's shuffle gives each partition, unsorted. */
  private static Iterable<List<Row>> buckets(PairedDataset plan, PairSpec spec, List<Row> rows) {
    List<Row> parts = new ArrayList<>();
    for (Row row : rows) {
      Row indexed = RowFactory.create(row.get(0), row.get(LABEL_AT), 1L);
      plan.summarized(List.of(indexed).iterator()).forEachRemaining(parts::add);
    }
    Row summary = plan.merged(parts.iterator()).next();
    Map<String, Row> halo = new HashMap<>();
    plan.haloRows(summary).forEachRemaining(row -> halo.put(row.getString(0), encoded(row)));
    PartitionKeys keys = PartitionKeys.of(spec.partitions());
    List<Row> all = new ArrayList<>();
    plan.countRows(summary, WIDTH, keys).forEachRemaining(row -> all.add(encoded(row)));
    for (Row row : rows) {
      Row targets = halo.getOrDefault(row.getString(0), RowFactory.create(null, null, null));
      Row joined =
          RowFactory.create(
              row.get(0),
              row.get(1),
              row.get(2),
              row.get(0),
              targets.get(0),
              targets.get(1),
              targets.get(2));
      plan.placed(joined, WIDTH, LABEL_AT, spec.layout(), keys).forEachRemaining(all::add);
    }
    Map<Integer, List<Row>> buckets = new TreeMap<>();
    all.forEach(
        row ->
            buckets
                .computeIfAbsent(row.getInt(PairedDataset.PARTITION_KEY_AT), k -> new ArrayList<>())
                .add(row));
    return buckets.values();
  }

  /** A row as Spark's encoder returns it: arrays as sequences. */
  private static Row encoded(Row row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = row.get(i);
      if (value instanceof long[] longs) {
        value = JavaConverters.asScalaBuffer(Arrays.stream(longs).boxed().toList());
      } else if (value instanceof int[] ints) {
        value = JavaConverters.asScalaBuffer(Arrays.stream(ints).boxed().toList());
      }
      values[i] = value;
    }
    return RowFactory.create(values);
  }

  @ParameterizedTest
  @CsvSource({"0, any, 1", "1, any, 1", "1, same, 2", "2, any, 2", "3, different, 1", "3, same, 1"})
  void fewRowsArePairedAsFarAsTheyQualify(int count, String pairing, int variants) {
    partnersAreTheNextThatQualify(count, pairing, variants);
  }

  @ParameterizedTest
  @CsvSource({"any, 1", "any, 2", "different, 1", "different, 2", "same, 1", "same, 2"})
  void partnersAreTheNextThatQualify(String pairing, int variants) {
    partnersAreTheNextThatQualify(SAMPLES, pairing, variants);
  }

  /** Against a plain implementation of the ring: sort, then look for the next. */
  private static void partnersAreTheNextThatQualify(int count, String pairing, int variants) {
    List<Row> rows = samples(count);
    PairMixer mixer = mixer().setPairing(pairing).setVariants(variants).setHandleInvalid("skip");
    TreeMap<String, Row> whole = mixed(mixer, rows, 1);
    List<String> ring = new ArrayList<>(rows.stream().map(row -> row.getString(0)).toList());
    ring.remove(DAMAGED);
    ring.sort(Comparator.comparing(id -> RingKey.of(SEED, 0, SampleKey.of(id))));
    assertThat(whole).hasSize(ring.size() * variants);
    for (Row row : whole.values()) {
      List<String> partners = partners(row.getString(0), ring, pairing, variants);
      int variant = row.getInt(WIDTH + 2);
      assertThat(row.getString(WIDTH + 3))
          .isEqualTo(partners.isEmpty() ? null : partners.get(variant % partners.size()));
    }
    for (int partitions : new int[] {2, 7, 64}) {
      Collections.shuffle(rows, new Random(partitions));
      assertThat(texts(mixed(mixer, rows, partitions))).isEqualTo(texts(whole));
    }
  }

  /** All values of each row, of arrays their elements. */
  private static List<String> texts(TreeMap<String, Row> rows) {
    List<String> texts = new ArrayList<>();
    for (Row row : rows.values()) {
      Object[] values = new Object[row.size()];
      Arrays.setAll(values, row::get);
      texts.add(Arrays.deepToString(values));
    }
    return texts;
  }

  private static List<String> partners(
      String base, List<String> ring, String pairing, int variants) {
    List<String> partners = new ArrayList<>();
    for (int k = 1; k < ring.size() && partners.size() < variants; k++) {
      String next = ring.get((ring.indexOf(base) + k) % ring.size());
      boolean same = number(next) % CLASSES == number(base) % CLASSES;
      if (pairing.equals("any") || pairing.equals("same") == same) {
        partners.add(next);
      }
    }
    return partners;
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(1));
  }

  @Test
  void unusableImagesFailAreSkippedOrKept() {
    List<Row> rows = samples(12);
    assertThat(mixed(mixer().setHandleInvalid("skip"), rows, 3)).hasSize(11);
    TreeMap<String, Row> kept = mixed(mixer().setHandleInvalid("keep"), rows, 3);
    assertThat(kept).hasSize(12);
    assertThat(kept.get(DAMAGED).getInt(LABEL_AT)).isEqualTo(11 % CLASSES);
    assertThat(kept.get(DAMAGED).isNullAt(WIDTH + 5)).isTrue();
    assertThatThrownBy(() -> mixed(mixer(), rows, 3))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot use the image of s11: ")
        .hasMessageEndingWith("; to ignore such rows, set handleInvalid to skip or keep");
  }

  @Test
  void idsMustBeUnique() {
    PairSpec spec =
        new PairSpec(
            mixer().settled(),
            0,
            CLASSES,
            1,
            AttentionSource.AREA,
            mixer().format(),
            true,
            InvalidRows.SKIP);
    var plan = new PairedDataset(spec, InputLabelColumn.of(SCHEMA, "label"));
    assertThatThrownBy(() -> plan.summarized(List.of(RowFactory.create("s3", 0, 2L)).iterator()))
        .hasMessage(
            "ids must be unique, as they key all draws, but 2 rows have s3; drop the others, for"
                + " example by dropDuplicates");
    assertThatThrownBy(() -> plan.summarized(List.of(RowFactory.create("s3", 5, 1L)).iterator()))
        .hasMessage(
            "labels must be less than the number of classes, 3, but s3 has class 5; raise"
                + " numClasses");
  }

  @Test
  void aCopyHasParamsOfItsOwn() {
    PairMixer mixer = mixer();
    PairMixer copy = (PairMixer) mixer.copy(ParamMap.empty());
    copy.setEpoch(2).setSeed(9);
    assertThat(mixer.getEpoch()).isZero();
    assertThat(mixer.getSeed()).isEqualTo(SEED);
    assertThat(copy.uid()).isEqualTo(mixer.uid());
  }

  @Test
  void invalidParamsAreNamed() {
    assertThatThrownBy(() -> new PairMixer().transformSchema(SCHEMA))
        .hasMessage(
            "method must be mixup, cutmix, saliencymix, tokenmix, transmix, mixpro or none; set"
                + " method, or recipe to a recipe with mix");
    assertThatThrownBy(() -> mixer().setIdCol("key").transformSchema(SCHEMA))
        .hasMessage("idCol must be a column, was key; there are id, image, label");
    assertThatThrownBy(() -> mixer().transformSchema(SCHEMA.add("lam", DataTypes.DoubleType)))
        .hasMessage(
            "the dataset already has a column lam, which PairMixer adds; rename or drop it first");
    assertThatThrownBy(() -> mixer().setLabelCol("id").transformSchema(SCHEMA))
        .hasMessage(
            "labelCol must hold class indices, or a weight per class, was id of string;"
                + " StringIndexer makes indices of class names");
    assertThatThrownBy(() -> mixer().setHandleInvalid("drop").transformSchema(SCHEMA))
        .hasMessage("handleInvalid must be one of error, skip, keep, was drop");
    assertThatThrownBy(() -> new DiffuseMixer().transformSchema(SCHEMA))
        .hasMessage("either generatedCol or generatedTable must be given, was neither");
  }
}
