package dev.emulsion.jobs.replay;

import dev.emulsion.transform.GeneratedKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * The encoded images that some rows of a finished run were made of: images of samples, generated
 * images, and images of the mixing set. {@link SourceImageReader} finds them.
 */
public final class SourceImages {

  private final Map<String, byte[]> ofSamples = new HashMap<>();
  private final Map<GeneratedKey, byte[]> generated = new HashMap<>();
  private final Map<String, byte[]> ofMixingSet = new HashMap<>();

  /** Adds a row of {@link SourceImageReader#read}. */
  public void add(Row row) {
    add(SourceImage.of(row));
  }

  void add(SourceImage image) {
    ImageNeed need = image.need();
    switch (need.kind()) {
      case SAMPLE -> ofSamples.put(need.sampleId(), image.encoded());
      case GENERATED -> generated.put(need.key(), image.encoded());
      case MIXING -> ofMixingSet.put(need.name(), image.encoded());
    }
  }

  /** The image of a sample, if it was found. */
  public Optional<byte[]> ofSample(String id) {
    return Optional.ofNullable(ofSamples.get(id));
  }

  /** A generated image, if it was found. */
  Optional<byte[]> generated(GeneratedKey key) {
    return Optional.ofNullable(generated.get(key));
  }

  /** An image of the mixing set, if it was found. */
  Optional<byte[]> ofMixingSet(String name) {
    return Optional.ofNullable(ofMixingSet.get(name));
  }
}
