package dev.emulsion.jobs.replay;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.replay.PlanReplayer.ReplayMismatch;
import dev.emulsion.jobs.replay.ReplayReport.Difference;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.jobs.replay.ReplayReport.PixelPosition;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.OutputSchema;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The task's part of a replay: paints rows, compares them byte for byte with what is stored.
 *
 * @param images whether both images go along with the outcome, as one PNG
 */
record ReplayPartition(Recipe recipe, boolean images) implements Serializable {

  /** What became of a row; {@code kind} is null if it is equal. */
  static final StructType OUTCOME =
      new StructType()
          .add(OutputSchema.ROW_ID, DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("place", DataTypes.createArrayType(DataTypes.LongType))
          .add("image", DataTypes.BinaryType);

  /** Replays the rows of one group. */
  final class Group {

    private final PlanReplayer replayer;
    private final ImageColumn column = ImageColumn.of(recipe);
    private final ImageCodec codec = ImageCodecs.of(recipe.decode());

    Group(SourceImages sourceImages) {
      this.replayer = new PlanReplayer(recipe, sourceImages);
    }

    /** A row of {@link #OUTCOME} for one of {@link OutputSchema}. */
    Row replay(Row row) {
      String id = row.getAs(OutputSchema.ROW_ID);
      try {
        Image painted = replayer.paint(row);
        Optional<Difference> difference = compare(row, painted);
        byte[] png = images ? image(row, painted) : null;
        return difference
            .map(d -> outcome(id, d, png))
            .orElseGet(() -> RowFactory.create(id, null, null, null, png));
      } catch (ReplayMismatch mismatch) {
        return outcome(
            id, new Difference(id, mismatch.kind(), mismatch.getMessage(), Optional.empty()), null);
      }
    }

    private Optional<Difference> compare(Row row, Image painted) {
      byte[] stored = row.getAs(OutputSchema.IMAGE);
      byte[] repainted = column.encode(painted);
      String size = row.getAs(OutputSchema.HEIGHT) + "×" + row.getAs(OutputSchema.WIDTH);
      if (!size.equals(painted.size().toString())) {
        return imageDiffers(row, "the image is " + size + ", its plan gives " + painted.size());
      }
      int first = Arrays.mismatch(stored, repainted);
      if (first < 0) {
        return Optional.empty();
      }
      return column
          .problem(stored, painted.height(), painted.width())
          .map(problem -> imageDiffers(row, problem))
          .orElseGet(() -> compare(row, repainted, first));
    }

    private Optional<Difference> compare(Row row, byte[] repainted, int firstByte) {
      Image stored;
      try {
        stored = column.decode(row);
      } catch (RuntimeException undecodable) {
        return imageDiffers(row, "the image cannot be decoded: " + undecodable.getMessage());
      }
      return ImageDiff.firstDifference(stored, column.decode(with(row, repainted)))
          .map(place -> new Difference(name(row), Kind.IMAGE, sentence(place), Optional.of(place)))
          .or(
              () ->
                  imageDiffers(
                      row, "the pixels are equal, but the bytes differ from byte " + firstByte));
    }

    /** Stored and repainted image as a PNG; the repainted alone where the other is damaged. */
    private byte[] image(Row row, Image painted) {
      Image shown;
      try {
        shown = ImageDiff.sideBySide(column.decode(row), painted);
      } catch (RuntimeException undecodable) {
        shown = painted;
      }
      return codec.encode(shown, new Encoding(Format.PNG, LOSSLESS));
    }
  }

  /** PNG takes no notice of it. */
  private static final int LOSSLESS = 100;

  private static Optional<Difference> imageDiffers(Row row, String message) {
    return Optional.of(new Difference(name(row), Kind.IMAGE, message, Optional.empty()));
  }

  private static String name(Row row) {
    return row.getAs(OutputSchema.ROW_ID);
  }

  private static String sentence(PixelPosition place) {
    return String.format(
        "%d of %d pixels differ, the first at row %d, column %d, channel %d: stored %d,"
            + " repainted %d",
        place.pixels(),
        place.of(),
        place.row(),
        place.column(),
        place.channel(),
        place.stored(),
        place.repainted());
  }

  private static Row with(Row row, byte[] image) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == row.fieldIndex(OutputSchema.IMAGE) ? image : row.get(i);
    }
    return new GenericRowWithSchema(values, row.schema());
  }

  private static Row outcome(String id, Difference difference, byte[] picture) {
    long[] place =
        difference
            .place()
            .map(
                p ->
                    new long[] {
                      p.row(),
                      p.column(),
                      p.channel(),
                      p.stored(),
                      p.repainted(),
                      p.pixels(),
                      p.of()
                    })
            .orElse(null);
    return RowFactory.create(id, difference.kind().name(), difference.message(), place, picture);
  }

  /** The difference of a row of {@link #OUTCOME} that has one. */
  static Difference difference(Row outcome) {
    Optional<PixelPosition> place = Optional.empty();
    if (!outcome.isNullAt(3)) {
      Long[] p = outcome.<Long>getList(3).toArray(new Long[0]);
      place =
          Optional.of(
              new PixelPosition(
                  p[0].intValue(),
                  p[1].intValue(),
                  p[2].intValue(),
                  p[3].intValue(),
                  p[4].intValue(),
                  p[5],
                  p[6]));
    }
    return new Difference(
        outcome.getString(0), Kind.valueOf(outcome.getString(1)), outcome.getString(2), place);
  }
}
