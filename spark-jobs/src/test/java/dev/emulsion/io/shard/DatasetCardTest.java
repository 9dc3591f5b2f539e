package dev.emulsion.io.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetCardTest {

  /** YAML 1.2.2, 5.1 and 5.7: what is not printable, or ends a line, is escaped in quotes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no | \"no\"",
        "a: b # c | \"a: b # c\"",
        "'x' \"y\" \\ | \"'x' \\\"y\\\" \\\\\"",
        "日本 é 🐈 | \"日本 é 🐈\"",
        "tab\tin | \"tab\\tin\"",
        "next\u0085line | \"next\\u0085line\"",
        "line\u2028separator | \"line\\u2028separator\"",
        "deleted\u007fout | \"deleted\\u007fout\"",
        "byte\ufeffmark | \"byte\\ufeffmark\"",
        "left\u202eright | \"left\\u202eright\"",
        "no\uffffcharacter | \"no\\uffffcharacter\"",
      })
  void everyNameIsAStringOfYaml(String name, String yaml) {
    assertThat(DatasetCard.quoted(name)).isEqualTo(yaml);
  }
}
