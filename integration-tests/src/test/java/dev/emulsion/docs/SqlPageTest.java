package dev.emulsion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.spark.SqlFunction;
import dev.emulsion.spark.SqlFunctions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SqlPageTest {

  @Test
  void thePageHasTheDescriptionsOfToday() throws IOException {
    SqlPage page = new SqlPage(Path.of(".."));
    assertThat(page.written()).as("docs/make-images.sh writes it").isEqualTo(page.current());
  }

  @Test
  void everyFunctionHasThePrefixAnExampleThatCallsItAndSentences() {
    assertThat(SqlFunctions.all())
        .allSatisfy(
            function -> {
              assertThat(function.name()).startsWith("emulsion_");
              assertThat(function.usage()).endsWith(".");
              assertThat(function.examples())
                  .isNotEmpty()
                  .extracting(SqlFunction.Example::query)
                  .allMatch(query -> query.contains(function.name() + "("));
            });
  }
}
