package dev.emulsion.spark.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DictionariesTest {

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message row { required int32 count; optional group image (LIST) { repeated group list {"
              + " required float element; } } }");
  private static final int ROWS = 2000;

  @TempDir private Path directory;

  @Test
  void onlyFloatsOfImagesHaveDictionaries() throws IOException {
    write("one");
    assertThat(dictionaries("one")).containsOnly("count false", "image.list.element true");
  }

  private void write(String name) throws IOException {
    try (ParquetWriter<Group> writer =
        Dictionaries.set(
                ExampleParquetWriter.builder(
                    HadoopOutputFile.fromPath(path(name), new Configuration(false))))
            .withType(SCHEMA)
            .build()) {
      for (int i = 0; i < ROWS; i++) {
        Group row = new SimpleGroup(SCHEMA).append("count", i % 3);
        Group pixels = row.addGroup("image");
        for (int k = 0; k < 8; k++) {
          pixels.addGroup("list").append("element", (float) (i % 4));
        }
        writer.write(row);
      }
    }
  }

  private List<String> dictionaries(String name) throws IOException {
    List<String> found = new ArrayList<>();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path(name), new Configuration(false)))) {
      reader
          .getRowGroups()
          .forEach(
              group ->
                  group
                      .getColumns()
                      .forEach(
                          column ->
                              found.add(
                                  column.getPath().toDotString()
                                      + " "
                                      + column.hasDictionaryPage())));
    }
    return found;
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(directory.resolve(name + ".parquet").toUri());
  }
}
