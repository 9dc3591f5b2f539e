package dev.emulsion.io.source;

import dev.emulsion.ConfigException;
import dev.emulsion.io.fs.SerializableHadoopConf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.schema.MessageType;

/**
 * The footer of a Parquet file, read without the types that are newer than the Parquet library of
 * Spark, such as FLOAT16, which that library cannot even skip.
 *
 * @param metadata without the annotations of unknown types
 * @param unknown paths of the columns that had one, such as {@code /meta/half}
 * @see <a href="https://parquet.apache.org/docs/file-format/">File format</a>
 */
record ParquetFooter(FileMetaData metadata, Set<String> unknown) {

  /** Length of the footer, and the magic number. */
  static final int TAIL = 8;

  /**
   * Reads the footer of a file without its row groups.
   *
   * @throws ConfigException if it cannot be read
   */
  static ParquetFooter read(Path file, SerializableHadoopConf conf) {
    try {
      FileSystem fs = conf.fileSystem(file);
      long length = fs.getFileStatus(file).getLen();
      try (FSDataInputStream in = fs.open(file)) {
        return parse(bytes(in, length), true);
      }
    } catch (IOException e) {
      throw new ConfigException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The bytes of the footer of a file of {@code length} bytes.
   *
   * @throws IOException if it is no Parquet file
   */
  static byte[] bytes(FSDataInputStream in, long length) throws IOException {
    byte[] tail = new byte[TAIL];
    if (length >= TAIL) {
      in.readFully(length - TAIL, tail);
    }
    int size =
        tail[0] & 0xFF | (tail[1] & 0xFF) << 8 | (tail[2] & 0xFF) << 16 | (tail[3] & 0xFF) << 24;
    boolean parquet = new String(tail, 4, 4, StandardCharsets.US_ASCII).equals("PAR1");
    if (!parquet || size < 0 || size > length - TAIL) {
      throw new IOException("it is not a Parquet file");
    }
    byte[] footer = new byte[size];
    in.readFully(length - TAIL - size, footer);
    return footer;
  }

  static ParquetFooter parse(byte[] footer, boolean skipRowGroups) throws IOException {
    FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer), skipRowGroups);
    Set<String> unknown = new HashSet<>();
    dropUnknown(metadata.getSchema(), 0, "", unknown);
    return new ParquetFooter(metadata, unknown);
  }

  /** Drops the unknown types of an element and of those below it; returns what comes after them. */
  private static int dropUnknown(
      List<SchemaElement> elements, int at, String parent, Set<String> unknown) {
    SchemaElement element = elements.get(at);
    String path = at == 0 ? "" : parent + "/" + element.getName();
    LogicalType type = element.getLogicalType();
    if (type != null && type.getSetField() == null) {
      element.unsetLogicalType();
      unknown.add(path);
    }
    int next = at + 1;
    for (int i = 0; i < element.getNum_children(); i++) {
      next = dropUnknown(elements, next, path, unknown);
    }
    return next;
  }

  /** The columns as they are stored. */
  MessageType schema() throws IOException {
    return new ParquetMetadataConverter()
        .fromParquetMetadata(metadata)
        .getFileMetaData()
        .getSchema();
  }

  /** Keys and values that programs have added. */
  Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    if (metadata.isSetKey_value_metadata()) {
      for (KeyValue entry : metadata.getKey_value_metadata()) {
        keys.put(entry.getKey(), entry.getValue());
      }
    }
    return keys;
  }
}
