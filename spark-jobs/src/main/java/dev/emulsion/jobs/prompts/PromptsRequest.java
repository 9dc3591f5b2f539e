package dev.emulsion.jobs.prompts;

import dev.emulsion.Require;
import dev.emulsion.recipe.GeneratedConfig;
import java.util.List;
import java.util.Optional;

/**
 * The images to generate from each sample, and the number of workers.
 *
 * @param prompts normalized by {@link GeneratedConfig#normalized}, distinct and sorted
 * @param imagesPerPrompt number of images per sample and prompt, at least 1
 * @param perSample number of prompts drawn for a sample; empty for all
 * @param workers number of lists, from 1 to 100,000
 * @param generated the images that exist already, if any
 */
public record PromptsRequest(
    List<String> prompts,
    int imagesPerPrompt,
    Optional<Integer> perSample,
    int workers,
    Optional<GeneratedConfig> generated) {

  /**
   * The prompts that the authors of DiffuseMix use.
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

  private static final int MAX_IMAGES_PER_PROMPT = 10_000;
  private static final int MAX_WORKERS = 100_000;

  public PromptsRequest {
    prompts = prompts.stream().map(GeneratedConfig::normalized).distinct().sorted().toList();
    Require.that(!prompts.isEmpty(), "prompts must be given");
    Require.that(!prompts.contains(""), "prompts must not be blank");
    Require.within(
        "images-per-prompt",
        1,
        MAX_IMAGES_PER_PROMPT,
        imagesPerPrompt,
        "every sample gets so many; add prompts instead");
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

  /** The number of prompts of a sample. */
  int promptsPerSample() {
    return perSample.orElse(prompts.size());
  }
}
