package dev.emulsion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://h/x.jpg?X-Amz-Signature=SECRET | https://h/x.jpg?...",
        "https://h/x.jpg?SECRET; name a directory | https://h/x.jpg?...; name a directory",
        "https://h/a b.jpg?sig=SECRET | https://h/a b.jpg?...",
        "https://h/x.jpg#access_token=SECRET | https://h/x.jpg#...",
        "https://h/x.jpg%3FX-Amz-Signature=SECRET | https://h/x.jpg%3F...",
        "https://a.blob.core.windows.net/c/x?sv=1&sig=SECRET%3D, and |"
            + " https://a.blob.core.windows.net/c/x?..., and",
        "(https://h/x?SECRET) | (https://h/x?...)",
        "https://h/x?SECRET/a.jpg@0.0 and https://h/y?SECRET | https://h/x?... and https://h/y?...",
        "cat/x.jpg?X-Amz-Signature=SECRET&y=1 | cat/x.jpg?X-Amz-Signature=...&y=1",
        "x?X-Amz-Credential=SECRET%2F2026&X-Amz-Signature=SECRET |"
            + " x?X-Amz-Credential=...&X-Amz-Signature=...",
        "x?X-Goog-Signature=SECRET | x?X-Goog-Signature=...",
        "x?AWSAccessKeyId=SECRET&Signature=SECRET&Expires=1 |"
            + " x?AWSAccessKeyId=...&Signature=...&Expires=1",
        "s3a://KEY:SECRET@bucket/x | s3a://...@bucket/x",
        "s3a://KEY:SEC/RET+@bucket/x | s3a://...@bucket/x",
        "ftp://user:SECRET@host/x | ftp://...@host/x",
        "https://SECRET@host/x | https://...@host/x",
      })
  void secretsAreHidden(String text, String shown) {
    assertThat(Printable.line(text)).isEqualTo(shown);
    assertThat(Printable.line(shown)).isEqualTo(shown); // a message within a message
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/what?/a=b/x.jpg",
        "s3a://bucket/what?/label=1/x.jpg",
        "s3a://bucket/a#1.jpg",
        "hdfs://name.node:8020/a@b/x",
        "abfss://container@account.dfs.core.windows.net/images",
        "https://host:8443/x.jpg",
        "mix.p=0.5, design=1, assign=2",
        "λ × … 日本語 👩‍🔬 é",
      })
  void whatIsNoSecretIsShownAsItIs(String text) {
    assertThat(Printable.line(text)).isEqualTo(text);
  }

  @Test
  void controlCharactersAreEscapedAsInJson() {
    assertThat(Printable.line("a\u001b[31mb\u0007\u009b2J\u007f"))
        .isEqualTo("a\\u001b[31mb\\u0007\\u009b2J\\u007f");
    assertThat(Printable.line("gpj\u202egod\u2066\u200f\u2028x\ufeff"))
        .isEqualTo("gpj\\u202egod\\u2066\\u200f\\u2028x\\ufeff");
    assertThat(Printable.line("a\nsamples\r9\t1")).isEqualTo("a\\nsamples\\u000d9\\u00091");
    assertThat(Printable.lines("a\n\tb\u001b")).isEqualTo("a\n\tb\\u001b");
  }

  @Test
  void messagesOfBothErrorsArePrintable() {
    String name = "cat\u001b[2J\nforged https://h/x?SECRET";
    String shown = "cat\\u001b[2J\\nforged https://h/x?...";
    assertThat(new DataException("no " + name)).hasMessage("no " + shown);
    assertThat(new ConfigException("no " + name)).hasMessage("no " + shown);
    assertThat(new DataException(List.of("a", name))).hasMessage("a\n" + shown);
    assertThat(new ConfigException("two:", List.of("a", name))).hasMessage("two:\n  a\n  " + shown);
  }
}
