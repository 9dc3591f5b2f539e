package dev.emulsion.jobs.replay;

import dev.emulsion.jobs.sideinput.EncodedSample.Generated;
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
  private final Map<String, byte[]> generated = new HashMap<>();
  private final Map<String, byte[]> ofMixingSet = new HashMap<>();

  /** Adds a row of {@link SourceImageReader#read}. */
  public void add(Row row) {
    add(SourceImage.of(row));
  }

  void add(SourceImage image) {
    ImageNeed need = image.need();
    switch (need.kind()) {
      case SAMPLE -> ofSamples.put(need.sampleId(), image.encoded());
      case GENERATED ->
          generated.put(
              Generated.name(need.sampleId(), need.name(), need.index()), image.encoded());
      case MIXING -> ofMixingSet.put(need.name(), image.encoded());
    }
  }

  /** The image of a sample, if it was found. */
  public Optional<byte[]> ofSample(String id) {
    return Optional.ofNullable(ofSamples.get(id));
  }

  /** An image that was generated from a sample, if it was found. */
  Optional<byte[]> generated(String source, String prompt, int index) {
    return Optional.ofNullable(generated.get(Generated.name(source, prompt, index)));
  }

  /** An image of the mixing set, if it was found. */
  Optional<byte[]> ofMixingSet(String name) {
    return Optional.ofNullable(ofMixingSet.get(name));
  }
}
