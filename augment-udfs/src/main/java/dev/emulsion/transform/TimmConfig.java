package dev.emulsion.transform;

import static dev.emulsion.transform.TimmOperation.*;

import dev.emulsion.Require;
import dev.emulsion.Weighted;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RandAugment as in timm, from a text such as {@code rand-m9-mstd0.5-inc1}.
 *
 * <p>Draws, in order: all {@code n} operations; then for each: whether to apply it (if {@code p} is
 * below 1), the noise of the magnitude (if any), the draws of the operation.
 *
 * @param magnitude {@code m}, 0 or more; default 10
 * @param n operations per image; default 2
 * @param p probability of each operation; default 0.5
 * @param noise {@code mstd}, the standard deviation of the magnitude, default 0; above 100 the
 *     magnitude is uniform between 0 and m
 * @param max timm's mmax, the largest magnitude after noise; default 10
 * @param set the operations to draw from
 */
public record TimmConfig(int magnitude, int n, double p, double noise, int max, OperationSet set)
    implements RandAugment.Policy {

  private static final double TENTH = 10;
  private static final double UNIFORM_ABOVE = 100;
  private static final Pattern SECTION = Pattern.compile("([a-z]+)([0-9][0-9.eE+]*)");

  /** The operations to draw from, with weights; weighted ones are drawn without replacement. */
  public enum OperationSet {
    PLAIN(
        "",
        equal(
            AUTO_CONTRAST,
            EQUALIZE,
            INVERT,
            ROTATE,
            POSTERIZE,
            SOLARIZE,
            SOLARIZE_ADD,
            COLOR,
            CONTRAST,
            BRIGHTNESS,
            SHARPNESS,
            SHEAR_X,
            SHEAR_Y,
            TRANSLATE_X_REL,
            TRANSLATE_Y_REL)),
    /** Every effect grows with the magnitude. */
    INCREASING(
        "inc1",
        equal(
            AUTO_CONTRAST,
            EQUALIZE,
            INVERT,
            ROTATE,
            POSTERIZE_INCREASING,
            SOLARIZE_INCREASING,
            SOLARIZE_ADD,
            COLOR_INCREASING,
            CONTRAST_INCREASING,
            BRIGHTNESS_INCREASING,
            SHARPNESS_INCREASING,
            SHEAR_X,
            SHEAR_Y,
            TRANSLATE_X_REL,
            TRANSLATE_Y_REL)),
    WEIGHTS(
        "tweights",
        List.of(
            new Weighted<>(ROTATE, 3),
            new Weighted<>(SHEAR_X, 2),
            new Weighted<>(SHEAR_Y, 2),
            new Weighted<>(TRANSLATE_X_REL, 1),
            new Weighted<>(TRANSLATE_Y_REL, 1),
            new Weighted<>(COLOR_INCREASING, 0.25),
            new Weighted<>(SHARPNESS_INCREASING, 0.25),
            new Weighted<>(AUTO_CONTRAST, 0.25),
            new Weighted<>(SOLARIZE_INCREASING, 0.05),
            new Weighted<>(SOLARIZE_ADD, 0.05),
            new Weighted<>(CONTRAST_INCREASING, 0.05),
            new Weighted<>(BRIGHTNESS_INCREASING, 0.05),
            new Weighted<>(EQUALIZE, 0.05),
            new Weighted<>(POSTERIZE_INCREASING, 0.05),
            new Weighted<>(INVERT, 0.05))),
    THREE("t3a", equal(SOLARIZE_INCREASING, DESATURATE, GAUSSIAN_BLUR)),
    WEIGHTED_THREE(
        "t3aw",
        List.of(
            new Weighted<>(SOLARIZE_INCREASING, 6),
            new Weighted<>(DESATURATE, 6),
            new Weighted<>(GAUSSIAN_BLUR, 6),
            new Weighted<>(ROTATE, 3),
            new Weighted<>(SHEAR_X, 2),
            new Weighted<>(SHEAR_Y, 2),
            new Weighted<>(POSTERIZE_INCREASING, 1),
            new Weighted<>(AUTO_CONTRAST, 1),
            new Weighted<>(COLOR_INCREASING, 1),
            new Weighted<>(SHARPNESS_INCREASING, 1),
            new Weighted<>(CONTRAST_INCREASING, 1),
            new Weighted<>(BRIGHTNESS_INCREASING, 1),
            new Weighted<>(EQUALIZE, 1),
            new Weighted<>(INVERT, 1)));

    private final String section;
    private final List<Weighted<TimmOperation>> operations;

    OperationSet(String section, List<Weighted<TimmOperation>> operations) {
      this.section = section;
      this.operations = operations;
    }

    private static List<Weighted<TimmOperation>> equal(TimmOperation... operations) {
      List<Weighted<TimmOperation>> list = new ArrayList<>();
      for (TimmOperation operation : operations) {
        list.add(new Weighted<>(operation, 1));
      }
      return List.copyOf(list);
    }

    public List<Weighted<TimmOperation>> operations() {
      return operations;
    }

    private boolean isWeighted() {
      return this == WEIGHTS || this == WEIGHTED_THREE;
    }

    /** As in timm: equally likely ones with replacement, weighted ones without. */
    private List<TimmOperation> draw(int n, Draws draws) {
      List<Weighted<TimmOperation>> left = new ArrayList<>(operations);
      List<TimmOperation> drawn = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        drawn.add(
            isWeighted()
                ? left.remove(draws.choice(Weighted.weights(left))).operation()
                : left.get(draws.below(left.size())).operation());
      }
      return drawn;
    }
  }

  private static final int MAX_MAGNITUDE = 1_000;

  public TimmConfig {
    Require.within("m", 0, MAX_MAGNITUDE, magnitude, "10 is full strength");
    Require.within("n", 1, RandAugment.MAX_N, n, RandAugment.WHY_N);
    Require.share("p", p);
    Require.that(
        noise >= 0 && noise <= MAX_MAGNITUDE,
        "mstd must be between 0 and 1000, was " + noise + ": above 100 magnitudes are uniform");
    Require.within("mmax", 1, MAX_MAGNITUDE, max, "10 is full strength");
    Require.that(
        !set.isWeighted() || n <= set.operations.size(),
        "n must be at most the number of operations, " + set.operations.size() + ", was " + n);
  }

  /** Parses {@code config}; omitted sections have their defaults. */
  public static TimmConfig of(String config) {
    String[] sections = config.split("-", -1);
    Require.that(sections[0].equals("rand"), "config must begin with rand-, was " + config);
    int magnitude = 10;
    int n = 2;
    double p = 0.5;
    double noise = 0;
    int max = 10;
    OperationSet set = null;
    OperationSet unnamed = OperationSet.PLAIN;
    for (int i = 1; i < sections.length; i++) {
      String section = sections[i];
      if (section.startsWith("t")) {
        set = named(section, config);
        continue;
      }
      Matcher parts = SECTION.matcher(section);
      String key = parts.matches() ? parts.group(1) : "";
      switch (key) {
        case "m" -> magnitude = whole(parts.group(2), section, config);
        case "n" -> n = whole(parts.group(2), section, config);
        case "p" -> p = number(parts.group(2), section, config);
        case "mstd" -> noise = number(parts.group(2), section, config);
        case "mmax" -> max = whole(parts.group(2), section, config);
        // any number, even 0: timm tests the text, not its value
        case "inc" -> unnamed = OperationSet.INCREASING;
        default ->
            throw new IllegalArgumentException(
                "config must consist of sections such as m9, n2, p0.5, mstd0.5, mmax10, inc1 and"
                    + " tweights, t3a or t3aw, was "
                    + config
                    + " with "
                    + section);
      }
    }
    return new TimmConfig(magnitude, n, p, noise, max, set == null ? unnamed : set);
  }

  private static OperationSet named(String section, String config) {
    for (OperationSet set : OperationSet.values()) {
      if (section.equals(set.section)) {
        return set;
      }
    }
    throw new IllegalArgumentException(
        "config must name one of the sets tweights, t3a and t3aw, was "
            + config
            + " with "
            + section);
  }

  private static int whole(String text, String section, String config) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "config must have a whole number in " + section + ", was " + config, e);
    }
  }

  private static double number(String text, String section, String config) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "config must have a number in " + section + ", was " + config, e);
    }
  }

  /** The text that {@link #of} parses, without sections at their defaults. */
  public String text() {
    StringBuilder text = new StringBuilder("rand-m" + magnitude);
    if (n != 2) {
      text.append("-n").append(n);
    }
    if (p != 0.5) {
      text.append("-p").append(number(p));
    }
    if (noise != 0) {
      text.append("-mstd").append(number(noise));
    }
    if (max != 10) {
      text.append("-mmax").append(max);
    }
    if (set != OperationSet.PLAIN) {
      text.append('-').append(set.section);
    }
    return text.toString();
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  @Override
  public Map<String, ?> values() {
    return Map.of("definition", RandAugment.Definition.TIMM, "config", text());
  }

  @Override
  public List<TransformPlan> plan(Size size, Draws draws, Sampling sampling) {
    List<TransformPlan> plans = new ArrayList<>();
    for (TimmOperation operation : set.draw(n, draws)) {
      if (p == 1 || draws.uniform() <= p) {
        plans.add(operation.plan(clamped(noisy(draws)) / TENTH, draws, sampling, size));
      }
    }
    return plans;
  }

  private double noisy(Draws draws) {
    if (noise == 0) {
      return magnitude;
    }
    return noise > UNIFORM_ABOVE ? draws.uniform(0, magnitude) : magnitude + noise * draws.normal();
  }

  /** {@code level} clamped to [0, {@link #max}]. */
  public double clamped(double level) {
    return Math.max(0, Math.min(level, max));
  }
}
