package dev.emulsion.io.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A label that stands in a text: {@code cat} or {@code 3} is one class, {@code ["cat", "dog"]} or
 * {@code [3, 5]} several, {@code [0.25, 0.75]} a weight per class.
 *
 * @param texts of the classes; null where there is none or only weights
 * @param weights where all elements of a list are numbers, else null
 */
record LabelText(Form form, String[] texts, Float[] weights) {

  /** What a label may be. */
  enum Form {
    NONE,
    NAME,
    NUMBER,
    NAMES,
    /** Class numbers, or weights that happen to be whole. */
    NUMBERS,
    WEIGHTS
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
  private static final LabelText NONE = new LabelText(Form.NONE, null, null);

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
    Form form = WHOLE.matcher(label).matches() ? Form.NUMBER : Form.NAME;
    return new LabelText(form, new String[] {label}, null);
  }

  private static LabelText ofList(JsonNode list) {
    List<String> texts = new ArrayList<>();
    List<Float> weights = new ArrayList<>();
    boolean whole = true;
    for (JsonNode item : list) {
      texts.add(item.isNull() ? null : item.asText());
      whole &= item.isNull() || WHOLE.matcher(item.asText()).matches();
      if (item.isNumber() || item.isNull() || isNotFinite(item.asText())) {
        weights.add(item.isNull() ? null : Float.valueOf(item.asText()));
      }
    }
    boolean numeric = weights.size() == list.size();
    Form form = whole ? Form.NUMBERS : numeric ? Form.WEIGHTS : Form.NAMES;
    return new LabelText(
        form,
        form == Form.WEIGHTS ? null : texts.toArray(String[]::new),
        numeric ? weights.toArray(Float[]::new) : null);
  }

  /** As Python writes what JSON has no number for. */
  private static boolean isNotFinite(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }
}
