package dev.emulsion.io.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How small files come to be, on an object store and on a file system that renames. */
class AtomicFileTest {

  private static final Path FILE = new Path("store:///run/seal.json");

  @TempDir private java.nio.file.Path folder;

  @Test
  void onAnObjectStoreAFileIsWrittenWhereItBelongsAndReplaced() throws IOException {
    ObjectStore store = new ObjectStore();
    AtomicFile.replace(store, FILE, "before");
    AtomicFile.replace(store, FILE, "after");

    assertThat(store.objects).containsOnly(Map.entry("/run/seal.json", "after"));
    assertThat(store.calls).containsExactly("create", "create");
  }

  @Test
  void onAnObjectStoreAFailedWriteLeavesWhatWasThere() throws IOException {
    ObjectStore store = new ObjectStore();
    AtomicFile.replace(store, FILE, "before");
    store.broken = true;

    assertThatThrownBy(() -> AtomicFile.replace(store, FILE, "after")).hasMessage("disk full");
    assertThat(store.objects).containsOnly(Map.entry("/run/seal.json", "before"));
  }

  @Test
  void whatIsThereIsNotCreatedAgain() throws IOException {
    ObjectStore store = new ObjectStore();
    AtomicFile.create(store, FILE, "first");
    FileSystem local = local();
    Path file = new Path(folder.resolve("seal.json").toString());
    AtomicFile.create(local, file, "first");

    assertThatThrownBy(() -> AtomicFile.create(store, FILE, "second"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> AtomicFile.create(local, file, "second"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(store.objects).containsOnly(Map.entry("/run/seal.json", "first"));
    assertThat(folder.resolve("seal.json")).hasContent("first");
  }

  @Test
  void onADiskAFileIsReplacedByRenaming() throws IOException {
    Path file = new Path(folder.resolve("note.json").toString());
    AtomicFile.replace(local(), file, "before");
    AtomicFile.replace(local(), file, "after");

    assertThat(folder.resolve("note.json")).hasContent("after");
    assertThat(folder.toFile().list()).containsExactly("note.json");
  }

  @Test
  void aLostReplyToARenameIsNoFailure() throws IOException {
    Path file = new Path(folder.resolve("note.json").toString());
    FileSystem forgetful =
        new FilterFileSystem(local()) {
          @Override
          public boolean rename(Path from, Path to) throws IOException {
            super.rename(from, to);
            return false;
          }
        };
    AtomicFile.replace(forgetful, file, "before");
    AtomicFile.replace(forgetful, file, "after");
    assertThat(folder.resolve("note.json")).hasContent("after");
    Path seal = new Path(folder.resolve("seal.json").toString());
    AtomicFile.create(forgetful, seal, "sealed");
    assertThat(folder.resolve("seal.json")).hasContent("sealed");
  }

  @Test
  void twoWritersOfOneFileDoNotShareAnUnfinishedOne() throws IOException {
    Path file = new Path(folder.resolve("note.json").toString());
    AtomicFile.replace(
        local(),
        file,
        file.getParent(),
        out -> {
          out.write("ea".getBytes(StandardCharsets.UTF_8));
          AtomicFile.replace(local(), file, "later");
          out.write("rlier".getBytes(StandardCharsets.UTF_8));
        });
    assertThat(folder.resolve("note.json")).hasContent("earlier");
    assertThat(folder.toFile().list()).containsExactly("note.json");
  }

  @Test
  void aFailedWriteLeavesNoUnfinishedFile() throws IOException {
    Path file = new Path(folder.resolve("note.json").toString());
    AtomicFile.replace(local(), file, "before");
    assertThatThrownBy(
            () ->
                AtomicFile.replace(
                    local(),
                    file,
                    file.getParent(),
                    out -> {
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(folder.resolve("note.json")).hasContent("before");
    assertThat(folder.toFile().list()).containsExactly("note.json");
  }

  private static FileSystem local() throws IOException {
    RawLocalFileSystem local = new RawLocalFileSystem();
    local.initialize(URI.create("file:///"), new Configuration());
    return local;
  }

  /** Objects that appear when their stream is closed, unless it was aborted. It can't rename. */
  private static final class ObjectStore extends FilterFileSystem {

    final TreeMap<String, String> objects = new TreeMap<>();
    final List<String> calls = new ArrayList<>();
    boolean broken;

    ObjectStore() throws IOException {
      super(local());
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) {
      return capability.equals("fs.capability.outputstream.abortable");
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      if (!objects.containsKey(path.toUri().getPath())) {
        throw new FileNotFoundException(path.toString());
      }
      return new FileStatus(1, false, 1, 1, 0, path);
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      calls.add("create");
      return new FSDataOutputStream(new Part(path.toUri().getPath()), null);
    }

    @Override
    public boolean rename(Path from, Path to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
      throw new UnsupportedOperationException();
    }

    private final class Part extends OutputStream implements Abortable {

      private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      private final String key;
      private boolean aborted;

      Part(String key) {
        this.key = key;
      }

      @Override
      public void write(int value) throws IOException {
        if (broken && bytes.size() == 3) {
          throw new IOException("disk full");
        }
        bytes.write(value);
      }

      @Override
      public AbortableResult abort() {
        aborted = true;
        return null;
      }

      @Override
      public void close() {
        if (!aborted) {
          objects.put(key, bytes.toString(StandardCharsets.UTF_8));
        }
      }
    }
  }
}
