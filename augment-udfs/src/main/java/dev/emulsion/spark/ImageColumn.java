package dev.emulsion.spark;

import dev.emulsion.DataException;
import dev.emulsion.image.Image;
import dev.emulsion.image.Luma;
import dev.emulsion.image.Size;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.image.codec.Decoded;
import dev.emulsion.image.codec.ImageCodec;
import dev.emulsion.image.codec.ImageCodec.Encoding;
import dev.emulsion.image.codec.ImageCodecs;
import dev.emulsion.recipe.OutputConfig;
import dev.emulsion.recipe.Recipe;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * Converts images to the bytes of the {@code image} column of {@link OutputSchema} and back. Each
 * task creates its own from the recipe.
 */
public abstract class ImageColumn {

  private ImageColumn() {}

  /**
   * The conversion that the {@code output} section of {@code recipe} configures.
   *
   * @throws dev.emulsion.ConfigException if no codec of this machine can write such images
   */
  public static ImageColumn of(Recipe recipe) {
    return of(recipe.output(), recipe.decode());
  }

  /** The conversion that {@code output} configures, by the codec that {@code decode} asks for. */
  static ImageColumn of(OutputConfig output, DecodeOptions decode) {
    return output.profile().holdsTensors()
        ? new Tensor(Tensors.of(output.tensor().orElseThrow()))
        : new Encoded(ImageCodecs.of(decode), output.encoding().orElseThrow());
  }

  /** The bytes of an image with 3 channels. Equal images give equal bytes. */
  public abstract byte[] encode(Image image);

  /** The image of a row of {@link OutputSchema}. */
  public final Image decode(Row row) {
    return decode(
        row.getAs(OutputSchema.IMAGE),
        row.getAs(OutputSchema.HEIGHT),
        row.getAs(OutputSchema.WIDTH));
  }

  abstract Image decode(byte[] bytes, int height, int width);

  /** Why {@code bytes} cannot be an image of this size; empty if they can. */
  public abstract Optional<String> problem(byte[] bytes, int height, int width);

  private static final class Tensor extends ImageColumn {

    private final Tensors tensors;

    Tensor(Tensors tensors) {
      this.tensors = tensors;
    }

    @Override
    public byte[] encode(Image image) {
      return tensors.encode(image.channels() == 1 ? Luma.gray(image, Tensors.CHANNELS) : image);
    }

    @Override
    Image decode(byte[] bytes, int height, int width) {
      return tensors.decode(bytes, height, width);
    }

    @Override
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

  private static final class Encoded extends ImageColumn {

    private final ImageCodec codec;
    private final Encoding encoding;

    Encoded(ImageCodec codec, Encoding encoding) {
      this.codec = codec;
      this.encoding = encoding;
      codec.encode(
          Image.of(1, 1, 3, new byte[3]), encoding); // fails here if the codec cannot write them
    }

    @Override
    public byte[] encode(Image image) {
      return codec.encode(image, encoding);
    }

    @Override
    Image decode(byte[] bytes, int height, int width) {
      Decoded decoded = codec.decode(bytes);
      if (decoded instanceof Decoded.DecodedImage found) {
        return found.image();
      }
      throw new DataException("image must be an image: " + ((Decoded.Rejected) decoded).message());
    }

    @Override
    public Optional<String> problem(byte[] bytes, int height, int width) {
      Decoded decoded = codec.decode(bytes);
      if (decoded instanceof Decoded.Rejected rejected) {
        return Optional.of("image must be an image: " + rejected.message());
      }
      Size found = ((Decoded.DecodedImage) decoded).image().size();
      Size stated = new Size(height, width);
      return found.equals(stated)
          ? Optional.empty()
          : Optional.of("image must be " + stated + ", was " + found);
    }
  }
}
