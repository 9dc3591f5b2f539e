package dev.emulsion.io.run;

import dev.emulsion.ConfigException;
import dev.emulsion.DataException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A job's finished output, as the jobs that read it find it. They read the files that its seal
 * names, no others, and compare what they find with what was sealed.
 *
 * @param <S> content of the seal
 */
public record SealedOutput<S extends Record>(RunDirectory directory, String sealFile, S seal) {

  /**
   * The output of {@code kind} at {@code path}; empty if there is none.
   *
   * @param folder in which such an output has its files; {@code path} may name it, too
   */
  public static <S extends Record> Optional<SealedOutput<S>> find(
      CommitLog.Kind<?, S> kind, String folder, String path, Configuration conf) {
    return places(path, conf)
        .filter(
            place ->
                new Path(path).getName().equals(folder)
                    || place.path().equals(RunDirectory.whole(path, conf)))
        .flatMap(place -> at(kind, place).stream())
        .findFirst();
  }

  private static <S extends Record> Optional<SealedOutput<S>> at(
      CommitLog.Kind<?, S> kind, RunDirectory place) {
    String file = place.own(kind.seal());
    return place.read(file, kind.sealType()).map(seal -> new SealedOutput<>(place, file, seal));
  }

  /**
   * Checks that {@code path} is not, and is not in, the output of a job that has not finished.
   *
   * @param key names the path in the message
   * @throws ConfigException if it is
   */
  public static void requireFinished(String key, String path, Configuration conf) {
    places(path, conf)
        .forEach(
            place ->
                RunLease.unfinished(place)
                    .ifPresent(
                        missing -> {
                          throw new ConfigException(
                              key
                                  + " "
                                  + path
                                  + " must be finished before it is read, but has no "
                                  + missing
                                  + ": the command that writes it failed or is still running; run"
                                  + " it again to finish it");
                        }));
  }

  /** The directory at {@code path} and the one above it. Neither need exist. */
  private static Stream<RunDirectory> places(String path, Configuration conf) {
    Path whole = new Path(RunDirectory.whole(path, conf));
    return Stream.of(Optional.of(whole), Optional.ofNullable(whole.getParent()))
        .flatMap(Optional::stream)
        .filter(place -> !RunDirectory.isOwnFolder(place))
        .map(place -> RunDirectory.reading(place.toString(), conf));
  }

  /** Paths of files that the seal names. */
  public String[] paths(List<Manifest.File> files) {
    return files.stream().map(file -> directory.folder(file.path())).toArray(String[]::new);
  }

  /**
   * Checks that the rows that were sealed are there.
   *
   * @param key names the output in the message
   * @param noun of the rows, such as {@code images}
   * @throws DataException if there are more or fewer
   */
  public void requireRows(String key, String noun, long sealed, long found) {
    if (found != sealed) {
      throw new DataException(
          key
              + " "
              + directory.path()
              + " must have the "
              + sealed
              + " "
              + noun
              + " that "
              + sealFile
              + " states, has "
              + found
              + "; delete it and run the command that wrote it again");
    }
  }
}
