package dev.emulsion.io.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, except that it writes no {@code .crc} files and sets permissions by a
 * system call. Without its native library, Hadoop starts a process, {@code chmod}, for every file
 * and folder that it creates.
 */
public final class PosixLocalFileSystem extends LocalFileSystem {

  /** Hadoop instantiates it. */
  public PosixLocalFileSystem() {
    super(new Raw());
    setWriteChecksum(false);
  }

  private static final class Raw extends RawLocalFileSystem {

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      if (permission.getStickyBit()) { // not among the permissions of java.nio
        super.setPermission(path, permission);
        return;
      }
      Files.setPosixFilePermissions(pathToFile(path).toPath(), of(permission));
    }

    private static Set<PosixFilePermission> of(FsPermission permission) {
      return PosixFilePermissions.fromString(
          permission.getUserAction().SYMBOL
              + permission.getGroupAction().SYMBOL
              + permission.getOtherAction().SYMBOL);
    }
  }
}
