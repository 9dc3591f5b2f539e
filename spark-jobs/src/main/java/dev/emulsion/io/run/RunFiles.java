package dev.emulsion.io.run;

import dev.emulsion.recipe.OutputConfig.FileLayout;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** The files in the folders of a run: those that its seal covers, and those that are not its. */
public final class RunFiles {

  /** Our own files and folders that the seal does not cover. */
  private static final Set<String> UNSEALED =
      Set.of("manifest.json", "run", "preview.png", "report.html", "report.json");

  private static final String DELTA_LOG = "_delta_log";

  /** The dataset card, which is there to be edited, and what uploads and downloads leave. */
  private static final Set<String> HUB_FILES =
      Set.of(HubFolder.CARD, ".gitattributes", ".git", ".cache");

  private final RunDirectory directory;
  private final FileSystem fs;
  private final Path root;
  private final Path own;

  RunFiles(RunDirectory directory, FileSystem fs, Path root, Path own) {
    this.directory = directory;
    this.fs = fs;
    this.root = root;
    this.own = own;
  }

  /**
   * The run's own files that its seal covers, relative to {@link RunDirectory#own()}: all but the
   * seal itself, the state of the run, previews and reports.
   */
  public List<String> sidecars() {
    List<String> files = new ArrayList<>();
    for (FileStatus child : all(own)) {
      String name = child.getPath().getName();
      if (!UNSEALED.contains(name)) {
        addFiles(child, name, files);
      }
    }
    Collections.sort(files);
    return files;
  }

  private void addFiles(FileStatus at, String name, List<String> files) {
    if (at.isFile()) {
      files.add(name);
      return;
    }
    for (FileStatus child : all(at.getPath())) {
      addFiles(child, name + "/" + child.getPath().getName(), files);
    }
  }

  /**
   * Files and folders below the root that are neither a shard nor the folder of one of {@code
   * epochs}, nor our own, nor what others add to such a layout. Other folders are not searched.
   */
  public List<String> foreign(Collection<Manifest.Epoch> epochs, FileLayout layout) {
    Set<String> folders = new HashSet<>();
    Set<String> known = new HashSet<>();
    for (Manifest.Epoch epoch : epochs) {
      folders.add(
          layout == FileLayout.HUB ? HubFolder.DATA : RunDirectory.epochFolder(epoch.epoch()));
      epoch.files().forEach(file -> known.add(file.path()));
    }
    List<String> foreign = new ArrayList<>();
    for (FileStatus child : all(root)) {
      String name = child.getPath().getName();
      if (child.isDirectory() && folders.contains(name)) {
        for (FileStatus file : all(child.getPath())) {
          String path = name + "/" + file.getPath().getName();
          if (file.isDirectory() ? !isScratch(file) : !known.contains(path)) {
            foreign.add(path);
          }
        }
      } else if (!child.getPath().equals(own) && !isAdded(child, layout)) {
        foreign.add(name);
      }
    }
    Collections.sort(foreign);
    return foreign;
  }

  /** Whether it is the log of a Delta table, or one of the files that the Hub adds. */
  private static boolean isAdded(FileStatus child, FileLayout layout) {
    String name = child.getPath().getName();
    return layout == FileLayout.HUB
        ? HUB_FILES.contains(name)
        : child.isDirectory() && name.equals(DELTA_LOG);
  }

  /**
   * Everything in a folder. The local file system hides files with names like those of its
   * checksums; this omits only those that are checksums of a file there.
   */
  private List<FileStatus> all(Path folder) {
    List<FileStatus> visible = directory.children(folder);
    if (!(fs instanceof LocalFileSystem local)) {
      return visible;
    }
    Set<String> checksums = new HashSet<>();
    visible.forEach(file -> checksums.add("." + file.getPath().getName() + ".crc"));
    try {
      List<FileStatus> all = new ArrayList<>(List.of(local.getRaw().listStatus(folder)));
      all.removeIf(file -> checksums.contains(file.getPath().getName()));
      return all;
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Whether it is what is left of Spark's folder of unfinished files, without any. */
  private boolean isScratch(FileStatus folder) {
    List<String> files = new ArrayList<>();
    addFiles(folder, "", files);
    return folder.getPath().getName().equals("_temporary") && files.isEmpty();
  }
}
