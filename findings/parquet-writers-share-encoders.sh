#!/usr/bin/env bash
# parquet-hadoop 1.13.1 (the one of Spark 3.5) and 1.15.2 (of Spark 4.0), from Maven Central: a writer with
# withDictionaryEncoding(false) writes dictionaries as soon as another writer, whose settings are the default, is
# opened in the same JVM. ParquetProperties keeps one static factory of encoders, which every new writer sets up anew,
# and a writer asks it for its encoders at the start of each row group. So equal rows make different files when two
# tables are written at once.
#
# Needs Java 11 or later and Maven. Prints which row groups of one file have dictionaries, the second writer being
# opened after the first row group; exits with 1 if the behavior is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/Writers.java" <<'JAVA'
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

public class Writers {
  static final Configuration CONF = new Configuration(false);
  static final MessageType SCHEMA = MessageTypeParser.parseMessageType("message row { required int32 number; }");

  static ParquetWriter<Group> open(String file, boolean dictionary) throws Exception {
    return ExampleParquetWriter.builder(HadoopOutputFile.fromPath(new Path(file), CONF))
        .withType(SCHEMA)
        .withDictionaryEncoding(dictionary)
        .withRowGroupSize(4096L)
        .build();
  }

  public static void main(String[] folder) throws Exception {
    String file = folder[0] + "/plain.parquet";
    try (ParquetWriter<Group> plain = open(file, false)) {
      for (int i = 0; i < 8000; i++) {
        plain.write(new SimpleGroup(SCHEMA).append("number", i % 7));
        if (i == 4000) {
          open(folder[0] + "/other.parquet", true).close();
        }
      }
    }
    List<Boolean> dictionaries = new ArrayList<>();
    try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), CONF))) {
      reader.getRowGroups().forEach(group -> dictionaries.add(group.getColumns().get(0).hasDictionaryPage()));
    }
    boolean first = dictionaries.get(0);
    boolean last = dictionaries.get(dictionaries.size() - 1);
    System.out.println("dictionary in the first row group: " + first + ", in the last: " + last);
    System.exit(!first && last ? 0 : 1);
  }
}
JAVA

result=0
for version in 1.13.1 1.15.2; do
  mkdir "$work/$version"
  cat >"$work/$version/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId>
  <artifactId>parquet</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.parquet</groupId>
      <artifactId>parquet-hadoop</artifactId>
      <version>$version</version>
    </dependency>
    <dependency>
      <groupId>org.apache.hadoop</groupId>
      <artifactId>hadoop-client-api</artifactId>
      <version>3.3.4</version>
    </dependency>
    <dependency>
      <groupId>org.apache.hadoop</groupId>
      <artifactId>hadoop-client-runtime</artifactId>
      <version>3.3.4</version>
    </dependency>
  </dependencies>
</project>
POM
  mvn -B -ntp -q -f "$work/$version/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
    -Dmdep.outputFile="$work/$version/classpath"
  echo "parquet-hadoop $version"
  java -cp "$(cat "$work/$version/classpath")" "$work/Writers.java" "$work/$version" 2>"$work/log" || {
    cat "$work/log"
    result=1
  }
done
[ "$result" -eq 0 ] && echo "as described" || echo "behaves otherwise"
exit "$result"
