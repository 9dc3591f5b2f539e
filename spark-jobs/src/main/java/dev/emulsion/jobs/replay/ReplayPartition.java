package dev.emulsion.jobs.replay;

import dev.emulsion.image.Image;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodec.Format;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.jobs.replay.ReplayReport.Difference;
import dev.emulsion.jobs.replay.ReplayReport.Kind;
import dev.emulsion.jobs.replay.ReplayReport.PixelDifference;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.ImageColumn;
import dev.emulsion.spark.OutputSchema;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;

/**
 * The part of a replay that runs in a task: renders rows and compares them, byte for byte, with
 * what is stored.
 *
 * @param images whether outcomes carry both images as one PNG
 */
record ReplayPartition(Recipe recipe, boolean images) implements Serializable {

  /** PNG is lossless; it ignores the quality. */
  private static final int ANY_QUALITY = 100;

  /**
   * Replays one group of rows.
   *
   * @param rows of {@link OutputSchema}
   * @param sourceImages rows of {@link SourceImageReader#read}
   * @return rows of {@link ReplayOutcome}
   */
  Iterator<Row> replay(Iterator<Row> rows, Iterator<Row> sourceImages) {
    SourceImages sources = new SourceImages();
    sourceImages.forEachRemaining(sources::add);
    Group group = new Group(sources);
    return new Iterator<>() {

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        return group.replay(rows.next()).toRow();
      }
    };
  }

  /** Replays the rows of one group. */
  final class Group {

    private final PlanReplayer replayer;
    private final ImageColumn column = ImageColumn.of(recipe);
    private final ImageCodec codec = ImageCodecs.of(recipe.decode());

    Group(SourceImages sourceImages) {
      this.replayer = new PlanReplayer(recipe, sourceImages);
    }

    ReplayOutcome replay(Row row) {
      PlannedRow planned = PlannedRow.of(row);
      try {
        Image rendered = replayer.render(planned);
        Optional<Difference> difference =
            compare(row, rendered).map(found -> found.named(planned.rowId()));
        Optional<byte[]> png = images ? Optional.of(png(row, rendered)) : Optional.empty();
        return new ReplayOutcome(planned.rowId(), difference, png);
      } catch (ReplayMismatch mismatch) {
        Difference difference =
            new Difference(
                planned.rowId(), mismatch.kind(), mismatch.getMessage(), Optional.empty());
        return new ReplayOutcome(planned.rowId(), Optional.of(difference), Optional.empty());
      }
    }

    private Optional<ImageDifference> compare(Row row, Image rendered) {
      String size = row.getAs(OutputSchema.HEIGHT) + "×" + row.getAs(OutputSchema.WIDTH);
      if (!size.equals(rendered.size().toString())) {
        return Optional.of(
            new ImageDifference("the image is " + size + ", its plan gives " + rendered.size()));
      }
      byte[] stored = row.getAs(OutputSchema.IMAGE);
      byte[] encoded = column.encode(rendered);
      int firstByte = Arrays.mismatch(stored, encoded);
      if (firstByte < 0) {
        return Optional.empty();
      }
      Optional<String> invalid = column.problem(stored, rendered.height(), rendered.width());
      return Optional.of(
          invalid
              .map(ImageDifference::new)
              .orElseGet(() -> comparePixels(row, encoded, firstByte)));
    }

    private ImageDifference comparePixels(Row row, byte[] encoded, int firstByte) {
      Image stored;
      try {
        stored = column.decode(row);
      } catch (RuntimeException undecodable) {
        return new ImageDifference("the image cannot be decoded: " + undecodable.getMessage());
      }
      return ImageDiff.compare(stored, column.decode(withImage(row, encoded)))
          .map(ImageDifference::new)
          .orElseGet(
              () ->
                  new ImageDifference(
                      "the pixels are equal, but the encoded bytes differ from byte "
                          + firstByte
                          + " on"));
    }

    /** The stored and the rendered image side by side; the rendered one alone if that fails. */
    private byte[] png(Row row, Image rendered) {
      Image shown;
      try {
        shown = ImageDiff.sideBySide(column.decode(row), rendered);
      } catch (RuntimeException undecodable) {
        shown = rendered;
      }
      return codec.encode(shown, new Encoding(Format.PNG, ANY_QUALITY));
    }
  }

  /** How a stored image differs from the rendered one. */
  private record ImageDifference(String message, Optional<PixelDifference> position) {

    ImageDifference(String message) {
      this(message, Optional.empty());
    }

    ImageDifference(PixelDifference first) {
      this(
          String.format(
              Locale.ROOT,
              "%d of %d pixels differ, the first at row %d, column %d, channel %d: stored %d,"
                  + " re-rendered %d",
              first.differingPixels(),
              first.totalPixels(),
              first.row(),
              first.column(),
              first.channel(),
              first.stored(),
              first.rerendered()),
          Optional.of(first));
    }

    Difference named(String rowId) {
      return new Difference(rowId, Kind.IMAGE, message, position);
    }
  }

  private static Row withImage(Row row, byte[] image) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == row.fieldIndex(OutputSchema.IMAGE) ? image : row.get(i);
    }
    return new GenericRowWithSchema(values, row.schema());
  }
}
