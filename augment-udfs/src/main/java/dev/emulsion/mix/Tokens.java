package dev.emulsion.mix;

import dev.emulsion.Arguments;
import dev.emulsion.Require;
import dev.emulsion.image.Box;
import dev.emulsion.image.Size;
import dev.emulsion.random.Draws;
import java.io.Serializable;
import java.util.Map;

/** How {@link TokenMix} chooses the partner's tokens. */
public sealed interface Tokens extends Serializable permits Tokens.Blocks, Tokens.Scattered {

  /** Marks up to {@code count} tokens of {@code grid}. */
  boolean[] draw(Size grid, int count, Draws draws);

  /** Its values of the keys of {@code tokenmix}. */
  Map<String, ?> values();

  /** Individual tokens, every subset equally likely. */
  record Scattered() implements Tokens {

    @Override
    public Map<String, ?> values() {
      return Map.of("mask", Kind.RANDOM);
    }

    @Override
    public boolean[] draw(Size grid, int count, Draws draws) {
      return Cells.choose(count, (int) grid.area(), draws);
    }
  }

  /**
   * Rectangles, which may overlap, until there are enough tokens. Each is attempted {@code
   * attempts} times; if none adds at least one token without adding too many, no more follow.
   *
   * <p>Draws of an attempt, in order: area, logarithm of height over width, and, if both sides are
   * shorter than the grid's, top and left.
   *
   * @param minAspect the smallest height over width and width over height
   */
  record Blocks(int attempts, double minAspect) implements Tokens {

    /** As in the authors' code. */
    public static final Blocks DEFAULT = new Blocks(10, 0.3);

    private static final int MAX_ATTEMPTS = 100;

    public Blocks {
      Require.within(
          "attempts", 1, MAX_ATTEMPTS, attempts, "more cannot find a block that so many missed");
      Require.that(
          minAspect > 0 && minAspect <= 1,
          () -> "min-aspect must be above 0 and at most 1, was " + minAspect);
    }

    @Override
    public Map<String, ?> values() {
      return Map.of("mask", Kind.BLOCK, "attempts", attempts, "min-aspect", minAspect);
    }

    @Override
    public boolean[] draw(Size grid, int count, Draws draws) {
      boolean[] tokens = new boolean[(int) grid.area()];
      int marked = 0;
      int added = 1;
      while (marked < count && added > 0) {
        added = block(tokens, grid, count - marked, draws);
        marked += added;
      }
      return tokens;
    }

    /** Marks one block and returns the number of tokens that it adds, at most {@code max}. */
    private int block(boolean[] tokens, Size grid, int max, Draws draws) {
      for (int attempt = 0; attempt < attempts; attempt++) {
        double area = draws.uniform(1, max);
        double aspect =
            StrictMath.exp(draws.uniform(StrictMath.log(minAspect), StrictMath.log(1 / minAspect)));
        double height = Math.rint(Math.sqrt(area * aspect));
        double width = Math.rint(Math.sqrt(area / aspect));
        if (height < grid.height() && width < grid.width()) {
          int top = draws.below(grid.height() - (int) height + 1);
          int left = draws.below(grid.width() - (int) width + 1);
          Box block = new Box(top, left, (int) height, (int) width);
          int fresh = fresh(tokens, grid, block);
          if (fresh > 0 && fresh <= max) {
            mark(tokens, grid, block);
            return fresh;
          }
        }
      }
      return 0;
    }

    private static int fresh(boolean[] tokens, Size grid, Box block) {
      int fresh = 0;
      for (int row = block.top(); row < block.bottom(); row++) {
        for (int column = block.left(); column < block.right(); column++) {
          fresh += tokens[row * grid.width() + column] ? 0 : 1;
        }
      }
      return fresh;
    }

    private static void mark(boolean[] tokens, Size grid, Box block) {
      for (int row = block.top(); row < block.bottom(); row++) {
        for (int column = block.left(); column < block.right(); column++) {
          tokens[row * grid.width() + column] = true;
        }
      }
    }
  }

  /** The masks, by their names in recipes. */
  enum Kind {
    BLOCK,
    RANDOM
  }

  /** From the keys {@code mask}, {@code attempts} and {@code min-aspect}. */
  static Tokens of(Arguments given) {
    return switch (given.choice("mask", Kind.BLOCK)) {
      case BLOCK ->
          new Blocks(
              given.integer("attempts", Blocks.DEFAULT.attempts()),
              given.number("min-aspect", Blocks.DEFAULT.minAspect()));
      case RANDOM -> {
        Require.that(
            !given.has("attempts") && !given.has("min-aspect"),
            "attempts and min-aspect must not be given with mask random");
        yield new Scattered();
      }
    };
  }
}
