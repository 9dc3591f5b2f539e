package dev.emulsion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.emulsion.testing.ChildJvm;
import dev.emulsion.testing.TestImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** In a locale without UTF-8 no name outside ASCII vanishes: the command says how to start it. */
@EnabledOnOs(OS.LINUX) // elsewhere names do not depend on the locale
class LocaleIT {

  private static final String REMEDY =
      ", need a process that was started in a locale with UTF-8, but this one has"
          + " ANSI_X3.4-1968; start it with LC_ALL=C.UTF-8 in its environment";

  @TempDir private Path scratch;

  /**
   * A script, since this process may be in such a locale as well; \303\251 is an e with an acute.
   */
  private static void shell(String script) throws Exception {
    assertThat(new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void aFileOutsideAsciiIsRefused() throws Exception {
    Path images = TestImages.folder(scratch.resolve("images"), 4, 2);
    shell("cd '" + images + "/class0' && mv 0.jpg \"$(printf 'caf\\303\\251.jpg')\"");
    ChildJvm.Outcome refused =
        ChildJvm.run(
            Main.class,
            List.of("-XX:TieredStopAtLevel=1", "-Xmx512m"),
            Map.of("LC_ALL", "C"),
            scratch,
            "estimate",
            "--recipe=mixup",
            "--input=" + images);
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(2);
    assertThat(refused.output())
        .contains("names of files outside ASCII, such as ")
        .contains(REMEDY)
        .doesNotContain("\tat ", "a bug");
  }
}
