package dev.emulsion.io.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.emulsion.label.ClassNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A label that was written as text: {@code cat} or {@code 3} is one class, {@code ["cat", "dog"]}
 * or {@code [3, 5]} several, {@code [0.25, 0.75]} a weight per class.
 *
 * @param label with both texts and weights if a list of whole numbers may be either
 */
record LabelText(Form form, SourceLabel label) {

  /** What one label may be. The labels of all samples together decide. */
  enum Form {
    NONE,
    NAME,
    NUMBER,
    NAMES,
    /** Class numbers, or weights that happen to be whole. */
    NUMBERS,
    WEIGHTS,
    /** True or false, which could be a class or a weight. */
    FLAGS
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");
  private static final LabelText NONE = new LabelText(Form.NONE, SourceLabel.NONE);

  /** The label in the text of a file or of a cell. */
  static LabelText of(String text) {
    String label = text == null ? "" : text.strip();
    if (label.isEmpty()) {
      return NONE;
    }
    if (label.startsWith("[")) {
      try {
        JsonNode list = JSON.readTree(label);
        if (list.isArray()) {
          return ofList(list);
        }
      } catch (JsonProcessingException e) {
        return one(label);
      }
    }
    return one(label);
  }

  /** The label in a field of a JSON object. */
  static LabelText of(JsonNode field) {
    if (field.isMissingNode() || field.isNull()) {
      return NONE;
    }
    return field.isArray() ? ofList(field) : of(field.asText());
  }

  private static LabelText one(String label) {
    Form form = ClassNumber.isName(label) ? Form.NAME : Form.NUMBER;
    return new LabelText(form, SourceLabel.ofTexts(List.of(label)));
  }

  private static LabelText ofList(JsonNode list) {
    List<String> texts = new ArrayList<>();
    List<Float> weights = new ArrayList<>();
    boolean whole = true;
    boolean flags = false;
    for (JsonNode item : list) {
      flags |= item.isBoolean();
      texts.add(item.isNull() ? null : item.asText());
      whole &= item.isNull() || WHOLE.matcher(item.asText()).matches();
      if (item.isNumber() || item.isNull() || isNotFinite(item.asText())) {
        weights.add(item.isNull() ? null : Float.valueOf(item.asText()));
      }
    }
    boolean numeric = weights.size() == list.size();
    Form form = flags ? Form.FLAGS : whole ? Form.NUMBERS : numeric ? Form.WEIGHTS : Form.NAMES;
    return new LabelText(
        form,
        new SourceLabel(
            form == Form.WEIGHTS ? Optional.empty() : Optional.of(texts),
            numeric ? Optional.of(weights) : Optional.empty()));
  }

  /** Numbers that JSON cannot write, as Python writes them. */
  private static boolean isNotFinite(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }
}
