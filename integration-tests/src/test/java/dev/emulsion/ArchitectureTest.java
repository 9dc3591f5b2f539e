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
    rule("image", "", "org.bytedeco.. org.w3c.dom.."); // the JDK's: ImageIO describes files by it
    rule("random", "", KERNEL);
    rule("label", "", KERNEL);
    rule("transform", "image random", KERNEL);
    rule("saliency", "image", KERNEL);
    rule("fractal", "image random", KERNEL);
    rule("attention", "image saliency", "ai.djl..");
    rule("mix", "image random label saliency attention", KERNEL);
    rule("blend", "image random transform", KERNEL);
    rule(
        "recipe",
        "image random label transform saliency fractal attention mix blend",
        "org.yaml.snakeyaml.. com.fasterxml.jackson..");
    String spark =
        "org.apache.spark.. org.apache.hadoop.. org.apache.parquet.. scala.. com.fasterxml.jackson..";
    String kernels = "image random label transform saliency fractal attention mix blend recipe";
    rule("spark", kernels, spark);
    rule("io", kernels + " spark", spark + " org.apache.arrow..");
    rule("jobs", kernels + " spark io", spark);
    rule("cli", kernels + " spark io jobs", spark + " picocli.. org.slf4j.. org.apache.logging..");
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
        found.add(name.substring(ROOT.length() + 1).split("\\.")[0]);
      }
    }
    assertThat(found).isEqualTo(new TreeSet<>(RULES.keySet()));
  }

  static Set<String> packages() {
    return RULES.keySet();
  }

  private static String of(String name) {
    return ROOT + "." + name + "..";
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
