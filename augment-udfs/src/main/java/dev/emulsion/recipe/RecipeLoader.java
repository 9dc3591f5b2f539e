package dev.emulsion.recipe;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import dev.emulsion.OperationType;
import dev.emulsion.attention.AttentionSource;
import dev.emulsion.blend.Blend;
import dev.emulsion.blend.Blends;
import dev.emulsion.image.codec.DecodeOptions;
import dev.emulsion.mix.Mixing;
import dev.emulsion.recipe.AttentionConfig.MapTable.OnMissing;
import dev.emulsion.recipe.OutputConfig.Footer;
import dev.emulsion.recipe.OutputConfig.Plans;
import dev.emulsion.recipe.OutputConfig.Profile;
import dev.emulsion.transform.Operation;
import dev.emulsion.transform.Transform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads recipes. If a recipe is invalid, one {@link ConfigException} lists all problems, each with
 * its line and key.
 */
public final class RecipeLoader {

  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_OPERATIONS = 1_000;

  /** The format of {@link #imageFormat} that is no encoding. */
  public static final String TENSOR = "tensor";

  private RecipeLoader() {}

  /**
   * Reads the recipe in a file.
   *
   * @param overrides settings such as {@code output.dtype=float32}; the last one of a key wins
   * @throws ConfigException if the file cannot be read or the recipe is invalid
   */
  public static Recipe load(Path file, List<String> overrides) {
    return parse(file.toString(), read(file), overrides);
  }

  private static Tree tree(String source, String yaml, Problems problems) {
    Tree tree;
    try {
      tree = TreeReader.file(yaml, problems);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new ConfigException(source + " is not YAML: line " + line + ": " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new ConfigException(source + " is not YAML: " + Overrides.firstLine(e), e);
    }
    return tree;
  }

  /** The text of a recipe. */
  public static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    } catch (NoSuchFileException e) {
      throw new ConfigException("there is no recipe " + file, e);
    } catch (IOException e) {
      throw new ConfigException(
          "cannot read the recipe " + file + (Files.isDirectory(file) ? ": it is a directory" : ""),
          e);
    }
  }

  /**
   * Reads the text of a recipe.
   *
   * @param source name of the text, for messages
   * @throws ConfigException if it is too long for a recipe, or no UTF-8
   */
  public static String read(String source, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(source + " has more than " + MAX_BYTES + " bytes; is it a recipe?");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigException(source + " is not YAML: it is not UTF-8 text", e);
    }
  }

  /**
   * Reads the recipe in a text.
   *
   * @param source name of the text, for messages
   * @param overrides settings such as {@code output.dtype=float32}; the last one of a key wins
   * @throws ConfigException if the recipe is invalid
   */
  public static Recipe parse(String source, String yaml, List<String> overrides) {
    return parse(source, yaml, overrides, Optional.empty());
  }

  /**
   * The recipe in a text that may lack {@code output.path}, for a command that writes nothing.
   *
   * @param defaultOutput the path if neither the text nor {@code overrides} set one
   */
  public static Recipe parse(
      String source, String yaml, List<String> overrides, Optional<String> defaultOutput) {
    var problems = new Problems();
    Tree tree = tree(source, yaml, problems);
    if (Tree.isNull(tree)) {
      throw new ConfigException(
          source + " is empty; a recipe needs at least input.path and output.path");
    }
    Tree settled = Overrides.apply(tree, overrides, problems);
    if (defaultOutput.isPresent() && !hasOutputPath(settled)) {
      settled =
          Overrides.apply(settled, List.of(override("output.path", defaultOutput.get())), problems);
    }
    return recipe(source, new Section("", settled, KnownKeys.ALL.keySet(), problems));
  }

  /**
   * Reads what to do to one image: a list of operations, one operation, or a whole recipe, of which
   * the sections {@code decode} and {@code transform} count.
   *
   * @param source name of the text, for messages
   * @throws ConfigException if the text is invalid, or has a blend
   */
  public static ImageSteps imageSteps(String source, String yaml) {
    var problems = new Problems();
    Tree tree = tree(source, yaml, problems);
    if (Tree.isNull(tree)) {
      throw new ConfigException(source + " is empty; [] is a list of no operations");
    }
    Tree recipe = Operations.isTransform(tree) ? new Tree.Items(List.of(tree), tree.place()) : tree;
    if (recipe instanceof Tree.Items || recipe instanceof Tree.Scalar) {
      recipe = new Tree.Entries(Map.of("transform", recipe), recipe.place());
    }
    Section root = new Section("", recipe, KnownKeys.ALL.keySet(), problems);
    Optional<DecodeOptions> decode = section(root, "decode", DecodeSection::from);
    List<Operation> operations = Operations.transforms(root);
    for (Operation operation : operations) {
      if (operation instanceof Blend blend) {
        problems.add(
            "transform: "
                + OperationType.of(blend, Blends.all()).name()
                + " needs side inputs, which one image does not have; remove it, or run augment");
      }
    }
    requireFewOperations(operations, problems);
    problems.throwIfAny(source);
    return new ImageSteps(
        decode.orElseThrow(), operations.stream().map(Transform.class::cast).toList());
  }

  /**
   * Reads how images are stored, as in the {@code output} section.
   *
   * @param source name of the text, for messages
   * @param format an {@code encoding}, or {@code tensor}
   * @param yaml the keys that {@code output} has for the format, such as {@code quality: 90}; may
   *     be empty
   * @throws ConfigException if the text is invalid
   */
  public static OutputConfig imageFormat(String source, String format, String yaml) {
    var problems = new Problems();
    Tree options = yaml.isBlank() ? null : tree(source, yaml, problems);
    boolean tensor = format.equals(TENSOR);
    Map<String, Tree> output = new LinkedHashMap<>();
    if (options instanceof Tree.Entries entries) {
      output.putAll(entries.entries());
    }
    Set<String> keys = tensor ? OutputConfig.TENSOR_KEYS : OutputConfig.JPEG_KEYS;
    new Section("", options, keys, problems);
    problems.throwIfAny(source);
    output.put("path", new Tree.Scalar(Recipe.NO_PATH, true, source));
    output.put("profile", new Tree.Scalar(tensor ? "raw" : "hf", true, source));
    if (!tensor) {
      output.put("encoding", new Tree.Scalar(format, true, source));
    }
    Tree section = new Tree.Entries(output, source);
    Optional<OutputConfig> config =
        new Section("", section, output.keySet(), problems).make(OutputConfig::from);
    problems.throwIfAny(source);
    return config.orElseThrow();
  }

  private static boolean hasOutputPath(Tree root) {
    return root instanceof Tree.Entries keys
        && keys.entries().get("output") instanceof Tree.Entries output
        && output.entries().containsKey("path");
  }

  /** An override that sets {@code key} to the string {@code text}, quoted for YAML. */
  public static String override(String key, String text) {
    return key + "='" + text.replace("'", "''") + "'";
  }

  private static Recipe recipe(String source, Section root) {
    long seed = root.whole("seed", Recipe.DEFAULT_SEED);
    Optional<Integer> epochs = root.make(Recipe::epochs);
    Optional<InputConfig> input = section(root, "input", InputConfig::from);
    Optional<GeneratedConfig> generated = optional(root, "generated", GeneratedConfig::from);
    Optional<MixingSetConfig> mixingSet = optional(root, "mixing-set", MixingSetConfig::from);
    Optional<DecodeOptions> decode = section(root, "decode", DecodeSection::from);
    List<Operation> transform = Operations.transforms(root);
    Optional<Mixing> mix = Operations.mixing(root);
    Optional<AttentionConfig> attention = section(root, "attention", AttentionConfig::from);
    Optional<PairingConfig> pairing = section(root, "pairing", PairingConfig::from);
    Optional<LabelsConfig> labels = section(root, "labels", LabelsConfig::from);
    Optional<OutputConfig> output = section(root, "output", OutputConfig::from);
    Optional<QuarantineConfig> quarantine = section(root, "quarantine", QuarantineConfig::from);
    Optional<ReportConfig> report = section(root, "report", ReportConfig::from);
    root.problems().throwIfAny(source);
    var recipe =
        new Recipe(
            seed,
            epochs.orElseThrow(),
            input.orElseThrow(),
            generated,
            mixingSet,
            decode.orElseThrow(),
            transform,
            mix.orElseThrow(),
            attention.orElseThrow(),
            pairing.orElseThrow(),
            labels.orElseThrow(),
            output.orElseThrow(),
            quarantine.orElseThrow(),
            report.orElseThrow());
    requireFewOperations(recipe.transform(), root.problems());
    requireOneSize(recipe, root.problems());
    requireAttention(recipe, root.problems());
    requireSideImages(recipe, root.problems());
    requirePairs(recipe, root.problems());
    requireFilesOfGroups(recipe, root.problems());
    root.problems().throwIfAny(source);
    return recipe;
  }

  /** A section that may be absent. */
  private static <T> Optional<T> optional(Section root, String key, Function<Section, T> from) {
    return root.has(key) ? section(root, key, from) : Optional.empty();
  }

  private static <T> Optional<T> section(Section root, String key, Function<Section, T> from) {
    Map<String, Object> keys = KnownKeys.under(KnownKeys.ALL, key);
    return root.section(key, keys.keySet()).make(from);
  }

  /** Mixes that weight labels by attention need its source, and rows that store their weights. */
  private static void requireAttention(Recipe recipe, Problems problems) {
    AttentionSource source = recipe.attention().resolvedSource();
    boolean logits =
        source == AttentionSource.INLINE
            && recipe.attention().model().orElseThrow().outputs().hasLogits();
    if (recipe.mix().needsLogits() && source != AttentionSource.AREA && !logits) {
      problems.add(
          "mix: trust cosine needs a model's logits of the mixture, but attention.source "
              + Names.of(source)
              + " has none; set mixpro's trust to constant, or attention.source to inline and"
              + " attention.model.outputs.logits to the model's output");
    }
    if (recipe.mix().needsMaps() && source != AttentionSource.TABLE) {
      problems.add(
          "mix: saliency precomputed takes maps from attention.table, but attention.source is "
              + Names.of(source)
              + "; add attention.table, or set saliencymix's saliency to fine-grained");
    } else if (recipe.mix().needsMaps()
        && recipe.attention().table().orElseThrow().missing() == OnMissing.AREA) {
      problems.add(
          "attention.table.missing: area leaves samples without a map, and saliency precomputed"
              + " needs every map; set it to fail");
    }
    if (recipe.mix().needsAttention() && recipe.output().plans() == Plans.OMIT) {
      problems.add(
          "output.plans: omit drops the attention weights that rows of tokenmix, transmix and"
              + " mixpro must store; remove output.plans");
    }
  }

  /** A blend needs the sections of its side images, which apply to no other operation. */
  private static void requireSideImages(Recipe recipe, Problems problems) {
    boolean generated = recipe.blend().filter(Blend::needsGenerated).isPresent();
    boolean image = recipe.blend().filter(Blend::needsMixingImage).isPresent();
    if (generated && recipe.generated().isEmpty()) {
      problems.add(
          "transform: diffusemix needs images generated from the samples; add"
              + " generated: {path: ...} to the recipe (emulsion prompts lists what to generate)");
    }
    if (image && recipe.mixingSet().isEmpty()) {
      problems.add(
          "transform: "
              + OperationType.of(recipe.blend().orElseThrow(), Blends.all()).name()
              + " needs a set of images; add mixing-set: {path: ...} to the recipe (emulsion"
              + " fractals makes one)");
    }
    if (!generated && recipe.generated().isPresent()) {
      problems.add("generated does not apply: no operation in transform uses it; remove it");
    }
    if (!image && recipe.mixingSet().isPresent()) {
      problems.add("mixing-set does not apply: no operation in transform uses it; remove it");
    }
  }

  /** A table of pairs is for recipes that mix pairs. */
  private static void requirePairs(Recipe recipe, Problems problems) {
    if (recipe.pairing().table().isPresent() && !recipe.mix().needsPartner()) {
      problems.add(
          "pairing.table does not apply: mix has no method that needs a partner; add mix: {cutmix:"
              + " {}}, or remove it");
    }
  }

  /** Requires that files have footers of their own, as groups are written one after the other. */
  private static void requireFilesOfGroups(Recipe recipe, Problems problems) {
    boolean sidecar =
        recipe.output().parquet().filter(it -> it.footer() == Footer.SIDECAR).isPresent();
    if (recipe.pairing().scope() == PairingConfig.Scope.GROUP && sidecar) {
      problems.add(
          "output.footer must be file with pairing.scope: group, whose groups are written one after"
              + " the other, was sidecar; remove it");
    }
  }

  /** Lists, and {@code n} of lists of lists, multiply. */
  private static void requireFewOperations(List<Operation> transform, Problems problems) {
    long operations = transform.stream().mapToLong(Operation::maxOperations).sum();
    if (operations > MAX_OPERATIONS) {
      problems.add(
          "transform must be at most %d operations on one image, was up to %d: each renders the image once more; remove some, or lower n, k, width or depth"
              .formatted(MAX_OPERATIONS, operations));
    }
  }

  /** Images that are mixed, or that become Arrow tensors, must have one size. */
  private static void requireOneSize(Recipe recipe, Problems problems) {
    try {
      if (recipe.finalSize().isEmpty() && recipe.mix().needsPartner()) {
        problems.add(
            "mix: both images of a pair must have the same size, which transform does not ensure;"
                + " add random-resized-crop: {size: 224} or resize: {size: [224, 224]} to"
                + " transform");
      }
      if (recipe.finalSize().isEmpty() && recipe.output().profile() == Profile.ARROW) {
        problems.add(
            "output.profile: arrow needs images of one size, which transform does not ensure; add"
                + " random-resized-crop: {size: 224} to transform, or choose raw");
      }
    } catch (DataException | IllegalArgumentException | ArithmeticException e) {
      problems.add("transform: " + e.getMessage());
    }
  }
}
