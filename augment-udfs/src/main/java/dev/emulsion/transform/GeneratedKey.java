package dev.emulsion.transform;

import java.io.Serializable;

/**
 * Identifies an image that a generative model made from a sample.
 *
 * @param source id of the sample
 * @param prompt that the model was given, in its normalized form
 * @param index of the image among those of the same source and prompt, from 0
 */
public record GeneratedKey(String source, String prompt, int index) implements Serializable {

  /** {@code source#prompt#index}: the id of the row that the image becomes, before its epoch. */
  public String rowId() {
    return source + "#" + prompt + "#" + index;
  }
}
