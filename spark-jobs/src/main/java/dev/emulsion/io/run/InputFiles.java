package dev.emulsion.io.run;

import dev.emulsion.DataException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The state of all files that an unfinished run reads, in {@code OUT.emulsion/run/inputs.json}. It
 * is no part of the {@link RunIdentity}: a copy of the input with other modification times gives
 * the same rows.
 *
 * @param stamps order-free digests of names and {@link dev.emulsion.io.fs.FileStamp}s, by the key
 *     of the recipe that names the files
 */
public record InputFiles(Map<String, String> stamps) {

  static final String FILE = "inputs.json";

  /** What to throw when parts of {@code output} were made of the files that {@code before} was. */
  DataException changed(InputFiles before, RunDirectory output) {
    String keys =
        new TreeMap<>(stamps)
            .entrySet().stream()
                .filter(now -> !Objects.equals(now.getValue(), before.stamps.get(now.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(" and "));
    return new DataException(
        "files must stay as they are until a run is finished, but some of "
            + keys
            + " were replaced or written again since a part of "
            + output.path()
            + " was made of them; restore them with their modification times, or choose another"
            + " output path, or, if only the times differ, delete "
            + output.run(FILE)
            + "; then run the same command again");
  }
}
