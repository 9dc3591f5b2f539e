package dev.emulsion.recipe;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Parses YAML into a {@link Tree}. Tags, aliases of collections and duplicate keys are rejected, so
 * that a recipe can neither construct Java objects nor expand without limit.
 */
final class TreeReader {

  private static final int MAX_DEPTH = 20;
  private static final Set<Tag> PLAIN =
      Set.of(
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MERGE,
          Tag.SEQ,
          Tag.MAP);

  private final Problems problems;
  private final Function<Node, String> place;

  private TreeReader(Problems problems, Function<Node, String> place) {
    this.problems = problems;
    this.place = place;
  }

  /**
   * Parses the text of a file.
   *
   * @return null if it holds nothing but comments
   * @throws org.yaml.snakeyaml.error.YAMLException if it is not one YAML document
   */
  static Tree file(String text, Problems problems) {
    return read(text, new TreeReader(problems, TreeReader::line));
  }

  /** Parses the value of an override; {@code place} is for messages. Null if it is empty. */
  static Tree value(String text, String place, Problems problems) {
    return read(text, new TreeReader(problems, node -> place));
  }

  private static Tree read(String text, TreeReader reader) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(MAX_DEPTH);
    Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
    return root == null ? null : reader.tree(root);
  }

  private static String line(Node node) {
    return "line " + (node.getStartMark().getLine() + 1);
  }

  private Tree tree(Node node) {
    String where = place.apply(node);
    if (!PLAIN.contains(node.getTag())) {
      problems.add(where + ": the tag " + node.getTag() + " is not allowed; remove it");
    }
    if (node instanceof MappingNode mapping) {
      return new Tree.Entries(entries(mapping), where);
    }
    if (node instanceof SequenceNode sequence) {
      List<Tree> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(tree(item)));
      return new Tree.Items(items, where);
    }
    var scalar = (ScalarNode) node;
    return new Tree.Scalar(scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, where);
  }

  private Map<String, Tree> entries(MappingNode mapping) {
    Map<String, Tree> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String where = place.apply(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(where + ": a key must be a name");
        continue;
      }
      Tree earlier = entries.putIfAbsent(key.getValue(), tree(tuple.getValueNode()));
      if (earlier != null) {
        problems.add(where + ": " + key.getValue() + " is given twice; remove one of them");
      }
    }
    return entries;
  }
}
