package dev.emulsion.spark;

import dev.emulsion.image.Image;
import dev.emulsion.recipe.Recipe;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * The bytes of the {@code image} column of {@link OutputSchema}: what pictures become, and pictures
 * again. One serves a task; it is made from the recipe there.
 */
public final class ImageColumn {

  private final Tensors tensors;

  private ImageColumn(Tensors tensors) {
    this.tensors = tensors;
  }

  /** As the {@code output} section of {@code recipe} asks. */
  public static ImageColumn of(Recipe recipe) {
    return new ImageColumn(Tensors.of(recipe.output()));
  }

  /** The bytes for a picture with 3 bands. Equal pictures give equal bytes. */
  public byte[] encode(Image image) {
    return tensors.encode(image);
  }

  /** The picture of a row of {@link OutputSchema}. */
  public Image decode(Row row) {
    return tensors.decode(
        row.getAs(OutputSchema.IMAGE),
        row.getAs(OutputSchema.HEIGHT),
        row.getAs(OutputSchema.WIDTH));
  }

  /** What is wrong with the bytes of a picture of this size, if they can't be one. */
  public Optional<String> problem(byte[] bytes, int height, int width) {
    long length = tensors.length(height, width);
    return bytes.length == length
        ? Optional.empty()
        : Optional.of(
            "image must have "
                + length
                + " bytes for "
                + height
                + "×"
                + width
                + ", was "
                + bytes.length);
  }
}
