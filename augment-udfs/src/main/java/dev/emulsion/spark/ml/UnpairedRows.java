package dev.emulsion.spark.ml;

import dev.emulsion.DataException;
import dev.emulsion.Require;
import dev.emulsion.label.Label;
import dev.emulsion.pipeline.BroadcastImages;
import dev.emulsion.pipeline.BroadcastImages.UnreadableSideImage;
import dev.emulsion.pipeline.EncodedSample;
import dev.emulsion.pipeline.MixInput;
import dev.emulsion.pipeline.PipelineSpec;
import dev.emulsion.pipeline.Preparation;
import dev.emulsion.pipeline.PreparedSample;
import dev.emulsion.pipeline.RecipePipeline;
import dev.emulsion.pipeline.RejectedSample;
import dev.emulsion.pipeline.SamplePipeline;
import dev.emulsion.recipe.Recipe;
import dev.emulsion.spark.OutputRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * Renders rows that are not paired, in one task.
 *
 * @param kept number of leading columns of the dataset that a row keeps
 * @param samples makes a sample of a row and its id
 * @param idAt position of the id
 */
record UnpairedRows(
    PipelineSpec spec,
    OutputImage.Format format,
    boolean plans,
    InvalidRows invalid,
    int kept,
    SampleReader samples,
    int idAt)
    implements Serializable {

  /** The label of rows whose labels do not matter. */
  static final Label NO_LABEL = new Label.Single(0);

  /** Makes a sample of a row. */
  interface SampleReader extends Serializable {

    EncodedSample read(Row row, String id);

    /** The mixing set that the sample of {@code row} is blended with. */
    default BroadcastImages mixingSet(Row row) {
      return BroadcastImages.empty();
    }

    /**
     * Why a row cannot be used whose image of the mixing set cannot be decoded.
     *
     * @throws DataException if it is an image of all rows
     */
    default String unusable(UnreadableSideImage image) {
      throw image;
    }
  }

  /** The columns that are added. */
  static List<StructField> columns(String output, OutputImage.Format format, String plan) {
    List<StructField> columns = new ArrayList<>();
    columns.add(RecipeStage.column(output, format.type()));
    if (!plan.isEmpty()) {
      columns.add(RecipeStage.column(plan, DataTypes.StringType));
    }
    return columns;
  }

  static void requireNoBlend(Recipe recipe) {
    Require.that(
        recipe.blend().isEmpty(),
        "transforms must need no second image, had a blend; use DiffuseMixer for diffusemix and"
            + " PixMixer for pixmix");
  }

  /** The rows of one partition. */
  Iterator<Row> of(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    var renderer = new Renderer();
    return new Batches<>(rows, 1, batch -> renderer.rendered(batch.get(0)));
  }

  /** Renders the rows of one task. */
  private final class Renderer {

    private SamplePipeline pipeline;

    List<Row> rendered(Row row) {
      if (pipeline == null) {
        pipeline = RecipePipeline.of(spec, samples.mixingSet(row)); // equal for all rows
      }
      return UnpairedRows.this.rendered(row, pipeline);
    }
  }

  private List<Row> rendered(Row row, SamplePipeline pipeline) {
    String id = id(row, idAt);
    Preparation prepared;
    try {
      prepared = pipeline.prepare(samples.read(row, id));
    } catch (UnreadableSideImage e) {
      return invalid(row, id, samples.unusable(e));
    }
    if (prepared instanceof RejectedSample rejected) {
      return invalid(row, id, rejected.message());
    }
    PreparedSample sample = (PreparedSample) prepared;
    if (sample.members() == 0) {
      return invalid(
          row,
          id,
          sample.rejected().isEmpty()
              ? "it has no generated image"
              : "none of its " + sample.rejected().size() + " generated images can be used");
    }
    List<Row> rendered = new ArrayList<>();
    for (int member = 0; member < sample.members(); member++) {
      for (int variant = 0; variant < sample.variants().size(); variant++) {
        MixInput image = sample.members(variant).get(member);
        OutputRow out = pipeline.toRow(pipeline.mix(image, Optional.empty(), variant));
        rendered.add(row(row, Optional.of(out)));
      }
    }
    return rendered;
  }

  private List<Row> invalid(Row row, String id, String message) {
    return invalid.treat(id, message, () -> row(row, Optional.empty())).stream().toList();
  }

  private Row row(Row row, Optional<OutputRow> added) {
    Object[] values = new Object[kept + (plans ? 2 : 1)];
    for (int i = 0; i < kept; i++) {
      values[i] = row.get(i);
    }
    added.ifPresent(
        out -> {
          values[kept] = format.value(out);
          if (plans) {
            values[kept + 1] = out.plan().orElse(null);
          }
        });
    return RowFactory.create(values);
  }

  /** The id of a row. */
  static String id(Row row, int at) {
    if (row.isNullAt(at)) {
      throw new DataException("ids must not be null, as they key all draws; give every row one");
    }
    return row.get(at).toString();
  }
}
