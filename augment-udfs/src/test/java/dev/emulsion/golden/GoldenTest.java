package dev.emulsion.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Operations equal their reference implementations, byte for byte.
 *
 * <p>The cases are found in the manifests, so a new directory ({@code -Dgolden.dir=...}) needs no
 * change here. What is not implemented is reported as skipped, by name and number. Decoding has its
 * own test, {@code GoldenDecodingTest}; so has each family of {@link MethodCase}.
 */
class GoldenTest {

  /** Compares one case with our answer. */
  interface Check {
    void of(GoldenCase golden) throws Exception;
  }

  private static final Map<String, Check> CHECKS = new LinkedHashMap<>();

  static {
    CHECKS.putAll(PixelChecks.ALL);
    CHECKS.putAll(AffineChecks.ALL);
    CHECKS.putAll(RandAugmentChecks.ALL);
    CHECKS.putAll(GeometryChecks.ALL);
    CHECKS.putAll(ToneChecks.ALL);
    CHECKS.putAll(ErasingChecks.ALL);
    CHECKS.putAll(MixingChecks.ALL);
    CHECKS.putAll(ThreeAugmentChecks.ALL);
    CHECKS.putAll(MixtureChecks.ALL);
    CHECKS.putAll(BlendChecks.ALL);
  }

  @TestFactory
  Stream<DynamicNode> everyCaseOfEveryFamily() {
    return Stream.concat(
        GoldenCase.families().stream().map(GoldenTest::family),
        GoldenCase.otherFamilies().stream()
            .filter(name -> !MethodCase.FAMILIES.contains(name))
            .map(name -> skipped(name + ": the family is not implemented")));
  }

  private static DynamicNode family(String name) {
    Map<String, List<GoldenCase>> byCheck = new LinkedHashMap<>();
    for (GoldenCase golden : GoldenCase.of(name)) {
      if (!golden.op().startsWith("decode.")) {
        byCheck.computeIfAbsent(check(golden), op -> new ArrayList<>()).add(golden);
      }
    }
    List<DynamicNode> nodes = new ArrayList<>();
    byCheck.forEach(
        (op, cases) -> {
          Check check = CHECKS.get(op);
          if (check == null) {
            nodes.add(
                skipped("%s: %d cases of %s not implemented".formatted(name, cases.size(), op)));
          } else {
            cases.forEach(c -> nodes.add(DynamicTest.dynamicTest(c.id(), () -> check.of(c))));
          }
        });
    return DynamicContainer.dynamicContainer(name, nodes);
  }

  /** The name of the check; cases that hold many digests differ from those with one image. */
  private static String check(GoldenCase golden) {
    return golden.expected().has("digests") ? golden.op() + " (sweep)" : golden.op();
  }

  static DynamicTest skipped(String reason) {
    return DynamicTest.dynamicTest(
        reason,
        () -> {
          System.out.println("[skipped] " + reason);
          Assumptions.abort(reason);
        });
  }
}
