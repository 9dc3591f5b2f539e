package dev.emulsion.bench;

import dev.emulsion.fractal.AndersonFarrell;
import dev.emulsion.fractal.AndersonFarrell.Backdrop;
import dev.emulsion.fractal.Coloring;
import dev.emulsion.fractal.Dots;
import dev.emulsion.fractal.FractalDb;
import dev.emulsion.fractal.FractalPlan;
import dev.emulsion.fractal.FractalSet;
import dev.emulsion.fractal.FractalStyle;
import dev.emulsion.fractal.FunctionSystem;
import dev.emulsion.fractal.HitDensity;
import dev.emulsion.fractal.Points;
import dev.emulsion.fractal.Window;
import dev.emulsion.image.Image;
import dev.emulsion.image.codec.PngWriter;
import dev.emulsion.random.PhiloxDraws;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time to render a 256×256 fractal on one thread, as a whole and in parts, over 64 systems in turn.
 */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class FractalBenchmark {

  private static final int SIDE = 256;
  private static final int SYSTEMS = 64;

  private final FractalSet set =
      set(
          new AndersonFarrell(
              AndersonFarrell.DEFAULT_POINTS,
              AndersonFarrell.DEFAULT_MIN_FILL_RATE,
              Dots.PATCH,
              Coloring.COLOR,
              Backdrop.LANDSCAPE));
  private final FractalSet db =
      set(
          new FractalDb(
              FractalDb.DEFAULT_POINTS,
              FractalDb.DEFAULT_MIN_FILL_RATE,
              Dots.PATCH,
              Coloring.COLOR));
  private final FunctionSystem[] systems = new FunctionSystem[SYSTEMS];
  private final FractalPlan[] plans = new FractalPlan[SYSTEMS];
  private final FractalPlan[] dbPlans = new FractalPlan[SYSTEMS];
  private final Points[] points = new Points[SYSTEMS];
  private final Image[] images = new Image[SYSTEMS];
  private int next;

  private static FractalSet set(FractalStyle style) {
    return new FractalSet(0, SIDE, style);
  }

  @Setup
  public void images() {
    for (int i = 0; i < SYSTEMS; i++) {
      FractalSet.Found found = set.find(i);
      systems[i] = found.system();
      plans[i] = set.plan(found, 0);
      points[i] = Points.of(systems[i], AndersonFarrell.DEFAULT_POINTS, PhiloxDraws.noise(i));
      images[i] = plans[i].render();
      dbPlans[i] = db.plan(db.find(i), 0);
    }
  }

  private int turn() {
    return next++ % SYSTEMS;
  }

  /** Everything: search, plan, image and PNG. */
  @Benchmark
  public byte[] fractal() {
    return PngWriter.encode(set.plan(set.find(turn()), 0).render());
  }

  @Benchmark
  public FractalSet.Found search() {
    return set.find(turn());
  }

  @Benchmark
  public Image paint() {
    return plans[turn()].render();
  }

  @Benchmark
  public Points chaosGame() {
    return Points.of(systems[turn()], AndersonFarrell.DEFAULT_POINTS, PhiloxDraws.noise(next));
  }

  @Benchmark
  public HitDensity hits() {
    Points visited = points[turn()];
    return HitDensity.of(visited, Window.around(visited), SIDE, 0b101_011_010);
  }

  @Benchmark
  public byte[] png() {
    return PngWriter.encode(images[turn()]);
  }

  @Benchmark
  public FractalSet.Found searchOfFractalDb() {
    return db.find(turn());
  }

  @Benchmark
  public Image paintOfFractalDb() {
    return dbPlans[turn()].render();
  }
}
