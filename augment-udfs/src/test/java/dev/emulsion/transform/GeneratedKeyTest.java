package dev.emulsion.transform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeneratedKeyTest {

  @Test
  void theRowIdJoinsSourcePromptAndIndex() {
    assertThat(new GeneratedKey("cat/1.jpg", "a sketch", 2).rowId())
        .isEqualTo("cat/1.jpg#a sketch#2");
  }
}
