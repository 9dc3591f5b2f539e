package dev.emulsion.fractal;

import dev.emulsion.Require;
import dev.emulsion.fractal.FunctionSystem.Affine;
import dev.emulsion.image.Image;
import dev.emulsion.random.Draws;
import dev.emulsion.random.PhiloxDraws;
import java.util.ArrayList;
import java.util.List;

/**
 * Fractals as in FractalDB: systems of 2 to 7 arbitrary maps, found by search, on black.
 *
 * <p>The instances of a system are its weightings and flips: instance i has weighting i mod 25 and
 * flip (i / 25) mod 4. Weighting 0 keeps the system; each other one multiplies one of a to f in
 * every map by 0.2, 0.6, 1.4 or 1.8, keeping the probabilities. There are two departures from the
 * authors' code, which uses the same points for every image of a weighting: points are drawn per
 * image, and a system whose weighting diverges or fills too little is rendered unweighted.
 *
 * <p>Draws of a system: the number of maps; a to f of each. Draws of an image: the seed of its
 * points; with patches, their seed.
 *
 * @param points per image, at least 1000
 * @param minFillRate share of the pixels of a 512×512 image that 100,000 points must hit
 * @see <a
 *     href="https://openaccess.thecvf.com/content/ACCV2020/html/Kataoka_Pre-training_without_Natural_Images_ACCV_2020_paper.html">Kataoka
 *     et al., Pre-training without Natural Images, ACCV 2020</a>
 */
public record FractalDb(int points, double minFillRate, Dots dots, Coloring coloring)
    implements FractalStyle {

  /** The name of the style. */
  public static final String NAME = "fractaldb";

  public static final int DEFAULT_POINTS = 200_000;
  public static final double DEFAULT_MIN_FILL_RATE = 0.2;

  private static final int MIN_MAPS = 2;
  private static final int MAX_MAPS = 7;

  private static final int TRIAL_POINTS = 100_000;
  private static final int TRIAL_SIDE = 512;

  private static final double[] FACTORS = {0.2, 0.6, 1.4, 1.8};
  private static final int NUMBERS = 6;
  private static final int WEIGHTINGS = 1 + NUMBERS * FACTORS.length;
  private static final int FLIPS = 4;

  /** The number of points of a small image, of which a weighted system must fill a share. */
  private static final int WEIGHTED_POINTS = 10_000;

  private static final int WEIGHTED_SIDE = 128;
  private static final double WEIGHTED_FILL_RATE = 0.03;

  public FractalDb {
    Require.within("points", MIN_POINTS, FractalSet.MAX_POINTS, points, FractalSet.WHY_POINTS);
    Require.share("min-fill-rate", minFillRate);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public FunctionSystem system(Draws draws) {
    int count = MIN_MAPS + draws.below(MAX_MAPS - MIN_MAPS + 1);
    List<Affine> maps = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      double a = draws.uniform(-1, 1);
      double b = draws.uniform(-1, 1);
      double c = draws.uniform(-1, 1);
      double d = draws.uniform(-1, 1);
      double e = draws.uniform(-1, 1);
      maps.add(new Affine(a, b, c, d, e, draws.uniform(-1, 1)));
    }
    return new FunctionSystem(maps);
  }

  @Override
  public double fillRate(FunctionSystem system, Draws draws) {
    Points probe = Points.fromOrigin(system, system.probabilities(), TRIAL_POINTS, draws);
    return FractalDbCanvas.fillRate(probe, TRIAL_SIDE);
  }

  @Override
  public Plan plan(FunctionSystem system, int side, int instance, Draws draws) {
    double[] probabilities = system.probabilities();
    long seed = Seeds.draw(draws);
    long patchSeed = dots == Dots.PATCH ? Seeds.draw(draws) : Plan.NO_PATCHES;
    FunctionSystem weighted = weighted(system, instance % WEIGHTINGS);
    Points probe =
        Points.fromOrigin(weighted, probabilities, WEIGHTED_POINTS, PhiloxDraws.noise(seed));
    boolean fills =
        probe.count() == WEIGHTED_POINTS
            && FractalDbCanvas.fillRate(probe, WEIGHTED_SIDE) >= WEIGHTED_FILL_RATE;
    FunctionSystem shown = fills ? weighted : system;
    List<Double> shares = new ArrayList<>();
    for (double probability : probabilities) {
      shares.add(probability);
    }
    int flip = instance / WEIGHTINGS % FLIPS;
    return new Plan(
        shown, shares, side, points, seed, patchSeed, coloring, flip % 2 == 1, flip / 2 == 1);
  }

  private static FunctionSystem weighted(FunctionSystem system, int weighting) {
    if (weighting == 0) {
      return system;
    }
    double[] weights = {1, 1, 1, 1, 1, 1};
    weights[(weighting - 1) / FACTORS.length] = FACTORS[(weighting - 1) % FACTORS.length];
    return new FunctionSystem(
        system.maps().stream()
            .map(
                map ->
                    new Affine(
                        map.a() * weights[0],
                        map.b() * weights[1],
                        map.c() * weights[2],
                        map.d() * weights[3],
                        map.e() * weights[4],
                        map.f() * weights[5]))
            .toList());
  }

  /**
   * One image: the points of {@code seed}, as single pixels or as patches of {@code patchSeed}.
   *
   * @param probabilities of the maps, from the unweighted system
   * @param patchSeed −1 for single pixels
   */
  public record Plan(
      FunctionSystem system,
      List<Double> probabilities,
      int side,
      int points,
      long seed,
      long patchSeed,
      Coloring coloring,
      boolean mirrorColumns,
      boolean mirrorRows)
      implements FractalPlan {

    static final long NO_PATCHES = -1;

    @Override
    public Image render() {
      double[] shares = probabilities.stream().mapToDouble(share -> share).toArray();
      Points visited = Points.fromOrigin(system, shares, points, PhiloxDraws.noise(seed));
      Image image =
          patchSeed == NO_PATCHES
              ? FractalDbCanvas.render(visited, side, coloring)
              : FractalDbCanvas.render(visited, side, coloring, PhiloxDraws.noise(patchSeed));
      Image mirrored = mirrorColumns ? image.flipHorizontal() : image;
      return mirrorRows ? mirrored.flipVertical() : mirrored;
    }
  }
}
