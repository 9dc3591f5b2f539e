package dev.emulsion.io.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixLocalFileSystemTest {

  @TempDir private Path folder;

  @Test
  void filesAndFoldersGetThePermissionsThatHadoopGivesThem() throws Exception {
    for (String umask : new String[] {"022", "027", "077"}) {
      Configuration conf = new Configuration(false);
      conf.set("fs.permissions.umask-mode", umask);
      FileSystem hadoop = opened(new LocalFileSystem(), conf);
      FileSystem ours = opened(new PosixLocalFileSystem(), conf);
      Path theirs = create(hadoop, folder.resolve("hadoop" + umask));
      Path same = create(ours, folder.resolve("ours" + umask));

      assertThat(permissions(same)).isEqualTo(permissions(theirs));
      assertThat(permissions(same.resolve("file"))).isEqualTo(permissions(theirs.resolve("file")));
    }
  }

  @Test
  void noFilesOfChecksumsAreWritten() throws Exception {
    Path there = create(opened(new PosixLocalFileSystem(), new Configuration(false)), folder);
    assertThat(there.toFile().list()).containsExactly("file");
  }

  @Test
  void permissionsAreSetAsGivenWithTheStickyBit() throws Exception {
    FileSystem ours = opened(new PosixLocalFileSystem(), new Configuration(false));
    var there = new org.apache.hadoop.fs.Path(folder.toUri());

    ours.setPermission(there, new FsPermission("750"));
    assertThat(permissions(folder)).isEqualTo("rwxr-x---");

    ours.setPermission(there, new FsPermission("1777"));
    assertThat(permissions(folder)).isEqualTo("rwxrwxrwx");
    assertThat((int) Files.getAttribute(folder, "unix:mode") & 01000).isEqualTo(01000);
  }

  @Test
  void noPermissionCanBeSetOnWhatIsNotThere() throws Exception {
    FileSystem ours = opened(new PosixLocalFileSystem(), new Configuration(false));
    var gone = new org.apache.hadoop.fs.Path(folder.resolve("gone").toUri());

    assertThatThrownBy(() -> ours.setPermission(gone, new FsPermission("644")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gone");
  }

  private static FileSystem opened(FileSystem fs, Configuration conf) throws IOException {
    fs.initialize(URI.create("file:///"), conf);
    return fs;
  }

  private static Path create(FileSystem fs, Path path) throws IOException {
    var hadoop = new org.apache.hadoop.fs.Path(path.toUri());
    FileSystem.mkdirs(fs, hadoop, new FsPermission("711"));
    fs.create(new org.apache.hadoop.fs.Path(hadoop, "file")).close();
    return path;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
