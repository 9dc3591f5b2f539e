package dev.emulsion.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of every command that reads side inputs. */
final class SideInputOptions {

  @Option(
      names = "--generated",
      paramLabel = "PATH",
      description = "Images generated from the input; overrides generated.path.")
  private String generated;

  @Option(
      names = "--mixing-set",
      paramLabel = "PATH",
      description = "A set of images to blend samples with; overrides mixing-set.path.")
  private String mixingSet;

  List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    InputOptions.add(overrides, "generated.path", generated);
    InputOptions.add(overrides, "mixing-set.path", mixingSet);
    return overrides;
  }
}
