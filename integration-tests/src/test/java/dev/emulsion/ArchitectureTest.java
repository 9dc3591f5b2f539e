package dev.emulsion;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dependencies point one way, and the kernels know neither Spark nor files nor JSON. */
class ArchitectureTest {

  private static final String ROOT = "dev.emulsion";
  private static final String KERNEL = "";
  private static final Pattern TESTS = Pattern.compile(".*(/test-classes/|-tests\\.jar).*");

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(location -> !location.matches(TESTS))
          .importPackages(ROOT);

  /** Every package, what else of the project it may use, and whose libraries. Lowest first. */
  private static final Map<String, Rule> RULES = new LinkedHashMap<>();

  private record Rule(List<String> below, List<String> libraries) {}

  static {
    rule("image", "", KERNEL);
    rule("image.filter", "image", KERNEL);
    rule(
        "image.codec",
        "image",
        "org.bytedeco.. org.w3c.dom.."); // the JDK's: ImageIO describes files by it
    rule("random", "", KERNEL);
    rule("label", "", KERNEL);
    rule("transform", "image image.filter image.codec random", KERNEL);
    rule("saliency", "image", KERNEL);
    rule("fractal", "image image.filter random", KERNEL);
    rule("attention", "image saliency", "ai.djl..");
    rule("mix", "image random label saliency attention", KERNEL);
    rule("blend", "image image.codec random transform", KERNEL);
    String kernels =
        "image image.filter image.codec random label transform saliency fractal attention mix"
            + " blend";
    rule(
        "recipe",
        kernels,
        "org.yaml.snakeyaml.. com.fasterxml.jackson.. org.apache.commons.text..");
    String spark =
        "org.apache.spark.. org.apache.hadoop.. org.apache.parquet.. scala.."
            + " com.fasterxml.jackson.. org.slf4j..";
    String plain = kernels + " recipe";
    rule("spark", plain, spark);
    rule("pipeline", plain + " spark", KERNEL);
    rule("ring", plain + " spark pipeline", "org.apache.spark.unsafe.."); // its hash
    rule("spark.ml", plain + " spark pipeline ring", spark);
    rule("spark.parquet", plain + " spark", spark);
    String tables = plain + " spark pipeline ring spark.ml spark.parquet";
    rule("io.fs", tables, spark);
    rule("io.run", tables + " io.fs", spark);
    rule("io.shard", tables + " io.fs io.run", spark + " org.apache.arrow..");
    rule("io.source", tables + " io.fs io.run io.shard", spark);
    rule("io.side", tables + " io.fs io.run io.shard io.source", spark);
    String io = tables + " io.fs io.run io.shard io.source io.side";
    rule("jobs.sideinput", io, spark);
    rule("jobs.census", io + " jobs.sideinput", spark);
    String inputs = io + " jobs.sideinput jobs.census";
    rule("jobs.run", inputs, spark);
    rule("jobs.pairing", inputs, spark);
    String core = inputs + " jobs.run jobs.pairing";
    for (String job : words("augment estimate replay ingest attention fractals prompts")) {
      rule("jobs." + job, core, spark);
    }
    rule("jobs.doctor", core + " jobs.estimate", spark);
    rule("jobs.verify", core + " jobs.replay", spark);
    rule("jobs.preview", core + " jobs.replay", spark);
    rule("report", "image", KERNEL);
    rule("jobs.report", core + " jobs.replay jobs.preview report", spark);
    String jobs =
        " jobs.run jobs.augment jobs.estimate jobs.doctor jobs.verify jobs.replay jobs.preview"
            + " jobs.report report"
            + " jobs.ingest jobs.attention jobs.fractals jobs.prompts";
    rule("cli", io + jobs, spark + " picocli.. org.apache.logging.. sun.misc.."); // signals
  }

  private static void rule(String name, String below, String libraries) {
    RULES.put(name, new Rule(words(below), words(libraries)));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageUsesOnlyWhatIsBelowIt(String name) {
    Rule rule = RULES.get(name);
    List<String> allowed = new ArrayList<>(List.of("java..", "javax..", "jdk.incubator.vector.."));
    allowed.add(ROOT);
    allowed.add(of(name));
    rule.below().forEach(other -> allowed.add(of(other)));
    allowed.addAll(rule.libraries());
    classes()
        .that()
        .resideInAPackage(of(name))
        .should()
        .onlyDependOnClassesThat(residesIn(allowed))
        .check(PRODUCTION);
  }

  @Test
  void whatAllShareUsesTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat(residesIn(List.of("java..", ROOT)))
        .check(PRODUCTION);
  }

  @Test
  void everyPackageHasARule() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : PRODUCTION) {
      String name = type.getPackageName();
      if (!name.equals(ROOT)) {
        found.add(name.substring(ROOT.length() + 1));
      }
    }
    assertThat(found).isEqualTo(new TreeSet<>(RULES.keySet()));
  }

  /** A reader who opens one file of a job must not have to open all of them at once. */
  @ParameterizedTest
  @MethodSource("jobPackages")
  void filesOfAJobPackageFormNoCycle(String name) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type : PRODUCTION) {
      if (type.getPackageName().equals(of(name))) {
        Set<String> used = uses.computeIfAbsent(file(type), file -> new TreeSet<>());
        type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(target -> target.getPackageName().equals(of(name)))
            .map(ArchitectureTest::file)
            .filter(file -> !file.equals(file(type)))
            .forEach(used::add);
      }
    }
    Set<String> onCycles = new TreeSet<>();
    uses.keySet().stream().filter(file -> reaches(file, file, uses)).forEach(onCycles::add);
    assertThat(onCycles).as("files of %s that need each other", name).isEmpty();
  }

  /** Whether {@code from} uses {@code to}, directly or through other files. */
  private static boolean reaches(String from, String to, Map<String, Set<String>> uses) {
    Set<String> found = new TreeSet<>();
    List<String> open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      for (String next : uses.get(open.remove(open.size() - 1))) {
        if (found.add(next)) {
          open.add(next);
        }
      }
    }
    return found.contains(to);
  }

  private static String file(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getSimpleName();
  }

  /** What a command may know of jobs: how to start one, to watch it, and what it came to. */
  @Test
  void commandsUseOfJobsOnlyWhatIsMeantForThem() {
    Pattern entrance =
        Pattern.compile(
            ".*(Job|Report|Request)|Progress|Problem|Finding|Selection|VerifyOptions|EmulsionVersion"
                + "|PlaceholderImages|Errors|StorageException|ScratchFolder|Sizes|Masters");
    Set<String> inside = new TreeSet<>();
    for (JavaClass type : PRODUCTION) {
      if (type.getPackageName().equals(of("cli"))) {
        type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(target -> target.getPackageName().startsWith(of("jobs.")))
            .map(ArchitectureTest::file)
            .filter(file -> !entrance.matcher(file).matches())
            .forEach(file -> inside.add(file(type) + " uses " + file));
      }
    }
    assertThat(inside).isEmpty();
  }

  static Set<String> jobPackages() {
    Set<String> jobs = new TreeSet<>(RULES.keySet());
    jobs.removeIf(name -> !name.startsWith("jobs."));
    return jobs;
  }

  static Set<String> packages() {
    return RULES.keySet();
  }

  private static String of(String name) {
    return ROOT + "." + name;
  }

  /** Classes of these packages, primitive types, and arrays of either. */
  private static DescribedPredicate<JavaClass> residesIn(List<String> packages) {
    var named = JavaClass.Predicates.resideInAnyPackage(packages.toArray(String[]::new));
    return DescribedPredicate.describe(
        "are in " + packages,
        type ->
            type.getBaseComponentType().isPrimitive() || named.test(type.getBaseComponentType()));
  }
}
