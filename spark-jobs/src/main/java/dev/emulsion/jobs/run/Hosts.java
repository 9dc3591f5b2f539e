package dev.emulsion.jobs.run;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Text about several processes. */
public final class Hosts {

  private static final int SHOWN = 3;

  private Hosts() {}

  /** The value, or each value with the processes that have it, given the value of each. */
  public static String values(Map<String, String> byProcess) {
    Map<String, List<String>> byValue =
        byProcess.keySet().stream()
            .collect(
                Collectors.groupingBy(byProcess::get, LinkedHashMap::new, Collectors.toList()));
    return byValue.size() == 1
        ? byValue.keySet().iterator().next()
        : byValue.entrySet().stream()
            .map(entry -> entry.getKey() + " on " + names(entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  /** Some names, and how many more there are. */
  public static String names(Collection<String> processes) {
    String names = processes.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return processes.size() <= SHOWN
        ? names
        : names + " and " + (processes.size() - SHOWN) + " more";
  }
}
