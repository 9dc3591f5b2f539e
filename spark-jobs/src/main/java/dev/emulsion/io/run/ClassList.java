package dev.emulsion.io.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.emulsion.label.ClassNumber;
import dev.emulsion.label.Label;
import dev.emulsion.recipe.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * {@code classes.json}: the classes of a run.
 *
 * @param classes names in the order of their indices
 * @param samples by class; one of several classes counts in each, one with weights in the heaviest
 * @param kind form of the labels: {@code single}, {@code multi} or {@code distribution}
 */
public record ClassList(List<String> classes, Map<String, Long> samples, String kind) {

  /** More names than this would make every footer a burden. */
  private static final int MAX_NAMES_IN_A_FOOTER = 10_000;

  private static final String FILE = "classes.json";

  /** The list of these classes, with the number of samples of each. */
  public static ClassList of(Label.Kind kind, List<String> classes, long[] counts) {
    Map<String, Long> samples = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      samples.put(classes.get(i), counts[i]);
    }
    return new ClassList(classes, samples, Names.of(kind));
  }

  /**
   * What a shard's footer says of its labels: {@code kind}, the number of {@code classes}, and
   * their {@code names}, or, where there are more than 10,000, the file that has them as {@code
   * names_in}.
   */
  public String footer() {
    ObjectNode labels = new ObjectMapper().createObjectNode();
    labels.put("kind", kind);
    labels.put("classes", classes.size());
    if (classes.size() > MAX_NAMES_IN_A_FOOTER) {
      labels.put("names_in", FILE);
    } else {
      classes.forEach(labels.withArray("names")::add);
    }
    return labels.toString();
  }

  /**
   * How indices follow from names where some or all of these are numbers, for people; empty
   * elsewhere, and where the labels are weights.
   */
  public Optional<String> orderNote() {
    if (kind.equals(Names.of(Label.Kind.DISTRIBUTION))) {
      return Optional.empty();
    }
    if (IntStream.range(0, classes.size()).allMatch(i -> isNumber(classes.get(i), i))) {
      return Optional.of(numericNote());
    }
    Optional<String> name = classes.stream().filter(ClassNumber::isName).findFirst();
    boolean sorted = classes.equals(classes.stream().sorted().toList());
    boolean mixed = classes.stream().anyMatch(text -> ClassNumber.of(text).isPresent());
    return name.filter(text -> sorted && mixed)
        .map(text -> "lexical, because not all names are integers, such as " + text);
  }

  private String numericNote() {
    List<String> used =
        classes.stream().filter(name -> samples.getOrDefault(name, 1L) > 0).toList();
    int unused = classes.size() - used.size();
    boolean asText = used.equals(used.stream().sorted().toList()) && unused == 0;
    return "numeric: the index of a class is its name"
        + (unused > 0 ? "; " + unused + " of " + classes.size() + " have no sample" : "")
        + (asText ? "" : "; torchvision sorts names as text, as labels.order lexical does");
  }

  private static boolean isNumber(String name, int index) {
    return ClassNumber.of(name).equals(OptionalLong.of(index));
  }

  /** The names that a {@link #footer} states; empty where it is null or states none. */
  public static List<String> namesIn(String footer) {
    List<String> names = new ArrayList<>();
    try {
      JsonNode json = new ObjectMapper().readTree(footer == null ? "{}" : footer);
      json.path("names").forEach(name -> names.add(name.asText()));
      return names;
    } catch (JsonProcessingException e) {
      return List.of(); // another program's key
    }
  }
}
