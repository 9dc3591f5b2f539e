package dev.emulsion.attention;

import dev.emulsion.attention.ModelSpec.Engine;
import dev.emulsion.attention.ModelSpec.Hardware;
import dev.emulsion.attention.ModelSpec.Outputs;
import dev.emulsion.image.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The models of the test resources, and how they are asked. */
public final class Models {

  private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  private Models() {}

  /** A ViT with random weights: 64×64 pixels, 4×4 patches, 10 classes. */
  public static ModelSpec tinyVit(Path file, int batchSize) {
    return new ModelSpec(
        file.toString(),
        ModelFile.sha256(file),
        Engine.AUTO,
        Size.square(64),
        IMAGENET_MEAN,
        IMAGENET_STD,
        new Outputs("0", "1"),
        0,
        batchSize,
        1,
        Hardware.CPU,
        true);
  }

  /**
   * One of the pools, which see samples over 255 of 8×8 pixels.
   *
   * @param logits name of that output; {@code none} for a model without
   */
  static ModelSpec pool(Path file, String logits, String attention, int special, int batchSize) {
    return new ModelSpec(
        file.toString(),
        ModelFile.sha256(file),
        Engine.AUTO,
        Size.square(8),
        List.of(0.0, 0.0, 0.0),
        List.of(1.0, 1.0, 1.0),
        new Outputs(logits, attention),
        special,
        batchSize,
        1,
        Hardware.CPU,
        true);
  }

  /** The ViT as ONNX, in a file that need not lie in a jar. */
  public static Path tinyVitIn(Path folder) {
    return copy("tiny_vit.onnx", folder);
  }

  /** A model of the test resources, or its weights, which may be in a jar, as a file. */
  public static Path copy(String name, Path folder) {
    try (InputStream in = Models.class.getResourceAsStream("/attention/" + name)) {
      Path file = folder.resolve(name);
      Files.createDirectories(folder);
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of the test resources of this module. */
  public static Path file(String name) {
    try {
      return Path.of(Models.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
