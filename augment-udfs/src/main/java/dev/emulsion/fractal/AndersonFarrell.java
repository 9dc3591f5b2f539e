package dev.emulsion.fractal;

import dev.emulsion.Require;
import dev.emulsion.fractal.FunctionSystem.Affine;
import dev.emulsion.fractal.HitDensity.Orientation;
import dev.emulsion.image.Image;
import dev.emulsion.image.Size;
import dev.emulsion.image.filter.GaussianKernel;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fractals of contractive systems of 2 to 4 maps, in color, over a colored landscape.
 *
 * <p>Follows the authors' code, except that instance 0 of a system shows its whole unvaried
 * attractor, while other instances vary one map and the window, as the authors do in training. A
 * patch is never empty.
 *
 * <p>Draws of a system: the number of maps, then {@link ContractiveSystems}. Draws of an image, in
 * order: if varied, a map and its factor, up to four times, and the window's two shifts and two
 * zooms; the seed of the points; with patches, nine bits, redrawn until any is set; whether to
 * transpose, to reverse rows, to reverse columns; {@link Colormap}; {@link Background}, if there is
 * one; whether to blur; sigma, if so.
 *
 * @param points per image, at least 1000
 * @param minFillRate share of the pixels of a 256×256 image that 50,000 points must hit
 * @see <a href="https://arxiv.org/abs/2110.03091">Anderson and Farrell, Improving Fractal
 *     Pre-training, WACV 2022</a>
 */
public record AndersonFarrell(
    int points, double minFillRate, Dots dots, Coloring coloring, Backdrop backdrop)
    implements FractalStyle {

  /** The background of a fractal. */
  public enum Backdrop {
    LANDSCAPE,
    BLACK;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The name of the style. */
  public static final String NAME = "anderson-farrell";

  public static final int DEFAULT_POINTS = 100_000;
  public static final double DEFAULT_MIN_FILL_RATE = 0.05;

  /** In color, with patches, over landscapes. */
  public static final AndersonFarrell DEFAULT =
      new AndersonFarrell(
          DEFAULT_POINTS, DEFAULT_MIN_FILL_RATE, Dots.PATCH, Coloring.COLOR, Backdrop.LANDSCAPE);

  private static final int MIN_MAPS = 2;
  private static final int MAX_MAPS = 4;

  private static final int TRIAL_POINTS = 50_000;
  private static final int TRIAL_SIDE = 256;

  private static final int VARYING_TRIES = 4;

  private static final int WHOLE_PIXEL = 0b000_010_000;
  private static final Size BLUR = Size.square(3);

  public AndersonFarrell {
    Require.within("points", MIN_POINTS, FractalSet.MAX_POINTS, points, FractalSet.WHY_POINTS);
    Require.share("min-fill-rate", minFillRate);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = FractalStyle.super.parameters();
    parameters.put("background", backdrop.toString());
    return parameters;
  }

  @Override
  public FunctionSystem system(Draws draws) {
    return ContractiveSystems.draw(MIN_MAPS + draws.below(MAX_MAPS - MIN_MAPS + 1), draws);
  }

  @Override
  public double fillRate(FunctionSystem system, Draws draws) {
    Points probe = Points.of(system, TRIAL_POINTS, draws);
    return HitDensity.of(probe, Window.around(probe), TRIAL_SIDE).fillRate();
  }

  @Override
  public Plan plan(FunctionSystem system, int side, int instance, Draws draws) {
    boolean varied = instance > 0;
    FunctionSystem shown = varied ? varied(system, draws) : system;
    Window.Move move = varied ? move(draws) : Window.Move.NONE;
    long seed = Seeds.draw(draws);
    int patch = dots == Dots.PATCH ? patch(draws) : WHOLE_PIXEL;
    boolean transpose = draws.chance(0.5);
    boolean mirrorRows = draws.chance(0.5);
    boolean mirrorColumns = draws.chance(0.5);
    Colormap colormap = Colormap.draw(coloring, draws);
    List<Background> background =
        backdrop == Backdrop.LANDSCAPE ? List.of(Background.draw(coloring, draws)) : List.of();
    double blur = draws.chance(0.5) ? draws.uniform(0.5, 1) : 0;
    return new Plan(
        shown,
        side,
        points,
        seed,
        move,
        patch,
        transpose,
        mirrorRows,
        mirrorColumns,
        colormap,
        background,
        blur);
  }

  /** The system with one map multiplied by a factor, if all maps stay contractive. */
  private static FunctionSystem varied(FunctionSystem system, Draws draws) {
    for (int i = 0; i < VARYING_TRIES; i++) {
      int k = draws.below(system.maps().size());
      Affine map = system.maps().get(k).times(draws.uniform(0.8, 1.1));
      FunctionSystem varied = system.with(k, map);
      if (varied.isContractive()) {
        return varied;
      }
    }
    return system;
  }

  private static Window.Move move(Draws draws) {
    double shiftX = draws.uniform(-0.2, 0.2);
    double shiftY = draws.uniform(-0.2, 0.2);
    return new Window.Move(shiftX, shiftY, draws.uniform(0.5, 2), draws.uniform(0.5, 2));
  }

  private static int patch(Draws draws) {
    int patch = 0;
    while (patch == 0) {
      for (int bit = 0; bit < 9; bit++) {
        patch = 2 * patch + (draws.chance(0.5) ? 1 : 0);
      }
    }
    return patch;
  }

  /**
   * One image: the points of {@code seed}, each drawn as {@code patch}.
   *
   * @param patch nine bits for 3×3 pixels, row by row
   * @param background one, or empty for black
   * @param blur standard deviation in pixels; 0 for none
   */
  public record Plan(
      FunctionSystem system,
      int side,
      int points,
      long seed,
      Window.Move window,
      int patch,
      boolean transpose,
      boolean mirrorRows,
      boolean mirrorColumns,
      Colormap colormap,
      List<Background> background,
      double blur)
      implements FractalPlan {

    @Override
    public Image render() {
      Points visited = Points.of(system, points, PhiloxDraws.noise(seed));
      Window shown = Window.around(visited).moved(window);
      HitDensity hits =
          HitDensity.of(visited, shown, side, patch)
              .oriented(new Orientation(transpose, mirrorRows, mirrorColumns));
      Image hsv =
          background.isEmpty()
              ? colormap.hsv(hits)
              : colormap.over(background.get(0).hsv(side), hits);
      Image rgb = OpenCvHsv.toRgb(hsv);
      return blur == 0 ? rgb : GaussianKernel.blur(rgb, blur, BLUR);
    }
  }
}
