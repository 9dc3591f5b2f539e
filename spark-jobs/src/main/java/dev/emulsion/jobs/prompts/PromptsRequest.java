package dev.emulsion.jobs.prompts;

import dev.emulsion.Require;
import dev.emulsion.recipe.GeneratedConfig;
import java.util.List;
import java.util.Optional;

/**
 * What is to be generated of each sample, and by how many.
 *
 * @param prompts distinct, in the form of {@link GeneratedConfig#normalized}, sorted
 * @param imagesPerPrompt how many images of each prompt
 * @param perSample how many of the prompts a sample has; empty for all
 * @param workers that generate
 * @param generated what is there already; empty for nothing
 */
public record PromptsRequest(
    List<String> prompts,
    int imagesPerPrompt,
    Optional<Integer> perSample,
    int workers,
    Optional<GeneratedConfig> generated) {

  /**
   * The prompts of the paper.
   *
   * @see <a href="https://arxiv.org/abs/2405.14881">Islam et al., DiffuseMix, CVPR 2024</a>
   */
  public static final List<String> DEFAULT_PROMPTS =
      List.of(
          "autumn",
          "snowy",
          "watercolor art",
          "sunset",
          "rainbow",
          "aurora",
          "mosaic",
          "ukiyo-e",
          "a sketch with crayon");

  public static final int DEFAULT_IMAGES_PER_PROMPT = 1;
  public static final int DEFAULT_WORKERS = 1;

  private static final int MAX_WORKERS = 100_000;

  public PromptsRequest {
    prompts = prompts.stream().map(GeneratedConfig::normalized).distinct().sorted().toList();
    Require.that(!prompts.isEmpty(), "prompts must be given");
    Require.that(!prompts.contains(""), "prompts must not be blank");
    Require.atLeast("variants", 1, imagesPerPrompt);
    Require.that(
        perSample.isEmpty() || perSample.get() >= 1 && perSample.get() <= prompts.size(),
        "per-sample must be between 1 and the number of prompts, "
            + prompts.size()
            + ", was "
            + perSample.orElse(0));
    Require.that(
        workers >= 1 && workers <= MAX_WORKERS,
        "workers must be between 1 and " + MAX_WORKERS + ", was " + workers);
  }

  /** How many prompts a sample has. */
  int promptsOfEach() {
    return perSample.orElse(prompts.size());
  }
}
