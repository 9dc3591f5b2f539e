package dev.emulsion.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code emulsion}, in a folder that looks like the repository, with a {@code java} and
 * a {@code mvn} that only write down how they were called.
 */
class LauncherTest {

  /** All that the script may expect of a machine, besides Java and Maven. */
  private static final List<String> COMMANDS =
      List.of(
          "awk",
          "bash",
          "cat",
          "chmod",
          "dirname",
          "find",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "touch");

  private static final String PREPARING = "Preparing short starts (once for this JDK)...\n";

  /** A class of log4j that is in its jar for Java 9 and later only. */
  private static final String ONLY_VERSIONED =
      "org/apache/logging/log4j/util/internal/DefaultObjectInputFilter";

  @TempDir private Path temporary;

  private Path root;
  private Path tools;
  private Path called;
  private Path elsewhere;
  private final Map<String, String> settings = new TreeMap<>();

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeEach
  void imitateTheRepository() throws IOException {
    temporary = temporary.toRealPath();
    root = Files.createDirectories(temporary.resolve("a clone"));
    tools = Files.createDirectories(temporary.resolve("tools"));
    elsewhere = Files.createDirectories(temporary.resolve("else where"));
    called = temporary.resolve("called");
    Files.copy(
        Path.of("../emulsion"), root.resolve("emulsion"), StandardCopyOption.COPY_ATTRIBUTES);
    for (String folder : List.of("augment-udfs/src/main", "spark-jobs/src/main", "conf/recipes")) {
      Files.createDirectories(root.resolve(folder));
    }
    for (String module : List.of("", "augment-udfs/", "spark-jobs/")) {
      age(Files.createFile(root.resolve(module + "pom.xml")));
    }
    age(Files.createFile(root.resolve("spark-jobs/src/main/Main.java")));
    for (String folder : List.of("augment-udfs/src/main", "spark-jobs/src/main", "conf/recipes")) {
      age(root.resolve(folder));
    }
    java("17.0.15", 0);
    script(tools.resolve("javac"), "");
    maven(0);
    for (String command : COMMANDS) {
      String directory = Files.exists(Path.of("/bin", command)) ? "/bin/" : "/usr/bin/";
      script(tools.resolve(command), "exec " + directory + command + " \"$@\"");
    }
    settings.put("PATH", tools.toString());
  }

  @Test
  void theFirstRunBuildsWithOneLineAndLaterRunsDoNot() throws Exception {
    Outcome first = run("preview", "out dir");
    Outcome second = run("preview", "out dir");

    assertThat(first.err)
        .isEqualTo("Building Emulsion (first run, a few minutes at most)...\n" + PREPARING);
    assertThat(second.err).isEmpty();
    assertThat(calls("mvn")).hasSize(1);
    assertThat(calls("mvn").get(0)).contains("[compile]").contains("in " + root);
    assertThat(runs()).hasSize(2);
  }

  @Test
  void aChangedSourceRecipeOrPomOrALostLibraryBuildsAgain() throws Exception {
    run("recipes");
    for (String changed :
        List.of("spark-jobs/src/main/Main.java", "pom.xml", "conf/recipes/new.yaml")) {
      Files.writeString(root.resolve(changed), "changed");
      Files.setLastModifiedTime(root.resolve(changed), FileTime.from(Instant.now().plusSeconds(1)));
      assertThat(run("recipes").err).contains("(the sources have changed)");
      age(root.resolve(changed));
    }
    Files.delete(root.resolve("library.jar"));

    assertThat(run("recipes").err).contains("Building Emulsion");
    assertThat(run("recipes").err).isEmpty();
    assertThat(calls("mvn")).hasSize(5);
  }

  @Test
  void aFailedBuildShowsItsLogAndIsTriedAgain() throws Exception {
    maven(1);
    Outcome failed = run("recipes");
    maven(0);
    Outcome repaired = run("recipes");

    assertThat(failed.exitCode).isEqualTo(1);
    assertThat(failed.err)
        .contains("Maven talks a lot")
        .endsWith(
            "emulsion: the build failed; its log, as above, is "
                + root.resolve("target/build.log")
                + "\n");
    assertThat(repaired.exitCode).isZero();
  }

  @Test
  void mainGetsTheArgumentsTheUsersFolderAndSparksModuleOptions() throws Exception {
    settings.put("EMULSION_JAVA_OPTS", "-Da=1 -Db=2");
    run("augment", "--input", "my images", "*", "");

    String call = runs().get(0);
    String launcher = root.resolve("spark-jobs/target/launcher").toString();
    assertThat(call)
        .startsWith("java [@" + launcher + "/jvm.args]")
        .contains("[-XX:MaxRAMPercentage=50][-Da=1][-Db=2][-cp]")
        .endsWith(
            "[dev.emulsion.cli.Main][augment][--input][my images][*][] in "
                + elsewhere
                + " home "
                + root);
    assertThat(call)
        .contains("[-cp][" + root.resolve("library.jar") + ":" + launcher + ":")
        .contains(":" + root.resolve("spark-jobs/target/classes") + ":");
  }

  @Test
  void theLibrariesAreArchivedOnceForAJdkAndItsLibraries() throws Exception {
    run("augment");
    run("augment");
    assertThat(calls("java")).hasSize(2 + 2);
    Path archive = root.resolve("spark-jobs/target/launcher/libraries.jsa");
    assertThat(calls("java").get(0)).contains("[-XX:DumpLoadedClassList=").contains("[quickstart]");
    assertThat(calls("java").get(1))
        .contains("[-Xshare:dump]")
        .contains("[-cp][" + root.resolve("library.jar") + "] in ");
    assertThat(calls("classes")).containsExactly("classes java/lang/Object");
    assertThat(runs()).allMatch(run -> run.contains("[-XX:SharedArchiveFile=" + archive + "]"));
    assertThat(root.resolve("spark-jobs/target/launcher/training")).doesNotExist();

    java("21.0.2", 0);
    assertThat(run("augment").err).isEqualTo(PREPARING);
    assertThat(run("augment").err).isEmpty();
    assertThat(calls("java")).hasSize(4 + 4);

    Files.writeString(
        root.resolve("spark-jobs/target/launcher/classpath"), root.resolve("pom.xml").toString());
    assertThat(run("augment").err).isEqualTo(PREPARING);
  }

  @Test
  void whatJavaPicksUpFromTheEnvironmentMakesNoOtherArchive() throws Exception {
    run("augment");
    settings.put("JAVA_TOOL_OPTIONS", "-Da=1");

    assertThat(run("augment").err).isEqualTo("Picked up JAVA_TOOL_OPTIONS: -Da=1\n");
  }

  @Test
  void whoCannotWriteToTheCloneUsesItsBuild() throws Exception {
    settings.put("EMULSION_MAVEN_OPTS", "-Ppytorch");
    run("recipes");
    settings.remove("EMULSION_MAVEN_OPTS");
    readOnlyClone();

    assertThat(run("recipes")).isEqualTo(new Outcome(0, "", ""));
    assertThat(calls("mvn")).hasSize(1);
  }

  @Test
  void whoCannotWriteToTheCloneIsToldWhyItMustBeBuilt() throws Exception {
    readOnlyClone();
    assertThat(run("recipes")).isEqualTo(mustBeBuilt("it is not built yet"));

    writableClone();
    run("recipes");
    Path source = root.resolve("spark-jobs/src/main/Main.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
    readOnlyClone();
    assertThat(run("recipes")).isEqualTo(mustBeBuilt("the sources have changed"));

    age(source);
    Files.delete(root.resolve("library.jar"));
    assertThat(run("recipes"))
        .isEqualTo(mustBeBuilt("this user cannot read its library " + root.resolve("library.jar")));

    settings.put("EMULSION_MAVEN_OPTS", "-X");
    assertThat(run("recipes"))
        .isEqualTo(mustBeBuilt("EMULSION_MAVEN_OPTS is another than at its last build"));
    assertThat(calls("mvn")).hasSize(1);
  }

  private Outcome mustBeBuilt(String reason) {
    return new Outcome(
        2,
        "",
        "emulsion: "
            + root
            + " must be built, as "
            + reason
            + ", but "
            + root
            + " cannot be written; clone the repository to a folder of your own, or have its owner"
            + " run ./emulsion recipes there, with EMULSION_MAVEN_OPTS=-Dmaven.repo.local=FOLDER if"
            + " others cannot read the owner's libraries\n");
  }

  /** Makes bash, even as root, take every file of the clone for one that cannot be written. */
  private void readOnlyClone() throws IOException {
    Path rights = temporary.resolve("rights");
    Files.writeString(
        rights,
        """
        [() {
          if test "$1" = -w; then return 1; fi
          if test "$1 $2" = '! -w'; then return 0; fi
          builtin [ "$@"
        }
        """);
    settings.put("BASH_ENV", rights.toString());
  }

  private void writableClone() {
    settings.remove("BASH_ENV");
  }

  @Test
  void whereNothingInTmpMayBeExecutedJavaUnpacksLibrariesElsewhere() throws Exception {
    Path home = Files.createDirectories(temporary.resolve("my home"));
    settings.put("HOME", home.toString());
    run("recipes");
    noExecution("/tmp/emulsion-* | /var/tmp/emulsion-*");
    run("recipes");
    settings.put("EMULSION_JAVA_OPTS", "-Djava.io.tmpdir=/mine");
    run("recipes");

    assertThat(runs().get(0)).doesNotContain("tmpdir");
    assertThat(runs().get(1))
        .contains("[-Djava.io.tmpdir=" + home + "/.cache/emulsion][-Dspark.local.dir=/tmp]");
    assertThat(runs().get(2)).contains("[-Djava.io.tmpdir=/mine]").doesNotContain(home.toString());
    assertThat(home.resolve(".cache/emulsion")).isEmptyDirectory();
  }

  @Test
  void withoutAHomeJavaUnpacksLibrariesInTheClone() throws Exception {
    settings.put("HOME", "/dev/null");
    noExecution("/tmp/emulsion-* | /var/tmp/emulsion-*");
    run("recipes");

    assertThat(runs().get(0))
        .contains(
            "[-Djava.io.tmpdir="
                + root.resolve("spark-jobs/target/launcher/tmp")
                + "][-Dspark.local.dir=/tmp]");
  }

  /** Makes bash take files that match {@code patterns} for files on a disk without execution. */
  private void noExecution(String patterns) throws IOException {
    Path rights = temporary.resolve("rights");
    Files.writeString(
        rights,
        """
        [() {
          if test "$1" = -x; then case $2 in %s) return 1 ;; esac; fi
          builtin [ "$@"
        }
        """
            .formatted(patterns));
    settings.put("BASH_ENV", rights.toString());
  }

  @Test
  void withoutAnArchiveJavaStartsAsUsualAndNoneIsTriedAgain() throws Exception {
    archive(false);
    Outcome first = run("augment");
    Outcome second = run("augment");

    assertThat(first.exitCode).isZero();
    assertThat(second.err).isEmpty();
    assertThat(runs()).hasSize(2).noneMatch(run -> run.contains("SharedArchiveFile"));
    assertThat(calls("java")).hasSize(2 + 2);
  }

  @Test
  void whereNothingCanBeWrittenNoArchiveIsMade() throws Exception {
    run("augment");
    Path launcher = root.resolve("spark-jobs/target/launcher");
    Files.delete(launcher.resolve("archived"));
    Files.createFile(launcher.resolve("training")); // no folder can be made there, even by root

    assertThat(run("augment").err).isEmpty();
    assertThat(runs()).hasSize(2).allMatch(run -> run.contains("[-XX:SharedArchiveFile="));
  }

  @Test
  void commandsOnAFewImagesAreNotOptimized() throws Exception {
    run("quickstart");
    run("augment");

    assertThat(runs().get(0)).contains("/quick.args]").doesNotContain("/jvm.args]");
    assertThat(runs().get(1)).contains("/jvm.args]").doesNotContain("/quick.args]");
  }

  @Test
  void withoutUtf8TheFirstLocaleThatHasItIsUsed() throws Exception {
    locales("C.UTF-8");
    for (String locale : List.of("C", "POSIX", "de_DE.ISO-8859-1", "xx_YY.UTF-8")) {
      settings.put("LC_ALL", locale);
      run("recipes");
    }
    settings.remove("LC_ALL");
    run("recipes");
    locales("en_US.UTF-8");
    run("recipes");

    assertThat(calls("locale-of-java"))
        .containsExactly(
            "locale-of-java C.UTF-8",
            "locale-of-java C.UTF-8",
            "locale-of-java C.UTF-8",
            "locale-of-java C.UTF-8",
            "locale-of-java C.UTF-8",
            "locale-of-java en_US.UTF-8");
  }

  @Test
  void aLocaleWithUtf8IsKept() throws Exception {
    locales("de_DE.UTF-8");
    settings.put("LC_ALL", "de_DE.UTF-8");
    run("recipes");

    assertThat(calls("locale-of-java")).containsExactly("locale-of-java de_DE.UTF-8");
  }

  @Test
  void withoutTheCommandLocaleItsNameTells() throws Exception {
    for (String locale : List.of("C", "fr_FR.utf8")) {
      settings.put("LC_ALL", locale);
      run("recipes");
    }

    assertThat(calls("locale-of-java"))
        .containsExactly("locale-of-java C.UTF-8", "locale-of-java fr_FR.utf8");
  }

  /** A command {@code locale} that knows one locale with UTF-8. */
  private void locales(String known) throws IOException {
    script(
        tools.resolve("locale"),
        "[ \"$LC_ALL\" = " + known + " ] && echo UTF-8 || echo ANSI_X3.4-1968\n");
  }

  @Test
  void memoryIsSetByItsVariable() throws Exception {
    settings.put("EMULSION_MEMORY", "8g");
    run("recipes");

    assertThat(runs().get(0))
        .contains("[-Xmx8g]")
        .doesNotContain("MaxRAMPercentage")
        .doesNotContain("MaxNewSize");
  }

  @Test
  void everyLineHasItsOwnBuildAndKeepsIt() throws Exception {
    run("recipes");
    settings.put("EMULSION_MAVEN_OPTS", "-Pspark-4.0_2.13,pytorch");
    run("recipes");
    settings.remove("EMULSION_MAVEN_OPTS");
    run("recipes");

    String other = root.resolve("spark-jobs/target/spark-4.0_2.13").toString();
    assertThat(calls("mvn")).hasSize(2);
    assertThat(runs()).hasSize(3);
    assertThat(runs().get(0)).doesNotContain("spark-4.0");
    assertThat(runs().get(1))
        .contains("[@" + other + "/launcher/")
        .contains(":" + other + "/classes:");
    assertThat(runs().get(2)).isEqualTo(runs().get(0));
  }

  @Test
  void otherOptionsOfTheBuildBuildAgain() throws Exception {
    run("recipes");
    settings.put("EMULSION_MAVEN_OPTS", "-Ppytorch -X");
    run("recipes");
    run("recipes");
    settings.remove("EMULSION_MAVEN_OPTS");
    run("recipes");

    assertThat(calls("mvn")).hasSize(3);
    assertThat(calls("mvn").get(0)).doesNotContain("-Ppytorch");
    assertThat(calls("mvn").get(1)).contains("[-Ppytorch][-X] in ");
    assertThat(calls("mvn").get(2)).doesNotContain("-Ppytorch");
  }

  @Test
  void theExitCodeOfMainIsTheExitCode() throws Exception {
    java("21.0.2", 3);

    assertThat(run("verify", "out").exitCode).isEqualTo(3);
  }

  @Test
  void aChainOfLinksLeadsToTheRepository() throws Exception {
    Path absolute = Files.createSymbolicLink(tools.resolve("absolute"), root.resolve("emulsion"));
    Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("../tools/absolute"));

    assertThat(start(List.of("./relative", "recipes")).exitCode).isZero();
    assertThat(start(List.of(absolute.toString(), "recipes")).exitCode).isZero();
    assertThat(runs()).hasSize(2).allMatch(call -> call.endsWith("home " + root));
  }

  @Test
  void aJavaThatIsTooOldOrTooNewIsNamed() throws Exception {
    for (String version : List.of("1.8.0_402", "11.0.22", "25")) {
      java(version, 0);
      Outcome rejected = run("recipes");

      assertThat(rejected.exitCode).isEqualTo(2);
      assertThat(rejected.err)
          .startsWith("emulsion: Java must be 17 to 22, " + tools + "/java is " + version + ";")
          .endsWith(" or set JAVA_HOME to one\n");
    }
    assertThat(calls("mvn")).isEmpty();
  }

  @Test
  void aMissingJavaJdkOrMavenIsNamed() throws Exception {
    Files.delete(tools.resolve("mvn"));
    Outcome withoutMaven = run("recipes");
    maven(0);
    Files.delete(tools.resolve("javac"));
    Outcome withoutJdk = run("recipes");
    Files.delete(tools.resolve("java"));
    Outcome withoutJava = run("recipes");

    assertThat(List.of(withoutMaven, withoutJdk, withoutJava)).allMatch(o -> o.exitCode == 2);
    assertThat(withoutMaven.err)
        .isEqualTo(
            "emulsion: Maven must build Emulsion, but there is no mvn on the PATH; install Maven"
                + " 3.8 or later\n");
    assertThat(withoutJdk.err)
        .isEqualTo(
            "emulsion: a JDK must build Emulsion, but there is no javac next to "
                + tools
                + "/java; install a JDK 17 or set JAVA_HOME to one\n");
    assertThat(withoutJava.err).startsWith("emulsion: there is no java on the PATH; install a");
  }

  @Test
  void aJavaHomeWithoutJavaIsNamed() throws Exception {
    settings.put("JAVA_HOME", "/no/jdk");

    assertThat(run("recipes"))
        .matches(rejected -> rejected.exitCode == 2)
        .extracting(Outcome::err)
        .asString()
        .startsWith("emulsion: JAVA_HOME is /no/jdk, where there is no bin/java; install a JDK 17");
  }

  @Test
  void withSparkHomeTheBundleIsBuiltAndSubmitted() throws Exception {
    Path spark = temporary.resolve("spark");
    Files.createDirectories(spark.resolve("bin"));
    script(spark.resolve("bin/spark-submit"), noting("spark-submit") + "exit 4");
    settings.put("SPARK_HOME", spark.toString());
    settings.put("EMULSION_SUBMIT_OPTS", "--master yarn");
    settings.put("EMULSION_MEMORY", "2g");

    Outcome outcome = run("augment", "-r", "cutmix");

    assertThat(outcome.exitCode).isEqualTo(4);
    assertThat(calls("mvn").get(0)).contains("[package]");
    assertThat(calls("spark-submit").get(0))
        .startsWith(
            "spark-submit [--class][dev.emulsion.cli.Main][--driver-memory][2g][--master][yarn]["
                + root.resolve("spark-jobs/target/emulsion-bundle-9.jar")
                + "][augment][-r][cutmix]");
  }

  @Test
  void aLocalRunOfSparkSubmitNeedsNoHostName() throws Exception {
    sparkSubmit();
    run("recipes"); // without getent nothing is known
    script(tools.resolve("getent"), "exit 0");
    run("recipes");
    script(tools.resolve("getent"), "exit 2");
    run("recipes");
    settings.put("EMULSION_SUBMIT_OPTS", "--name local --conf spark.master=local[2]");
    run("recipes");
    settings.put("SPARK_LOCAL_IP", "192.0.2.7");
    run("recipes");

    assertThat(calls("host-of-spark"))
        .containsExactly(
            "host-of-spark ",
            "host-of-spark ",
            "host-of-spark 127.0.0.1",
            "host-of-spark 127.0.0.1",
            "host-of-spark ");
  }

  @Test
  void onAClusterTheHostNameMustResolve() throws Exception {
    Path spark = sparkSubmit();
    script(tools.resolve("getent"), "exit 2");
    for (String options :
        List.of("--master yarn", "--master=yarn", "--conf spark.master=yarn", "--name local")) {
      settings.put("EMULSION_SUBMIT_OPTS", options);
      if (options.equals("--name local")) {
        Path defaults =
            Files.createDirectories(spark.resolve("conf")).resolve("spark-defaults.conf");
        Files.writeString(defaults, "# mine\nspark.master   yarn\n");
      }
      assertThat(run("recipes"))
          .matches(outcome -> outcome.exitCode == 2)
          .extracting(Outcome::err)
          .asString()
          .contains("emulsion: the name of this host, ")
          .endsWith(
              ", does not resolve; add it to /etc/hosts, or set SPARK_LOCAL_IP to an address that"
                  + " the executors can reach\n");
    }
    assertThat(calls("host-of-spark")).isEmpty();
  }

  @Test
  void aUserWithoutANameSubmitsALocalRunOnly() throws Exception {
    Path spark = sparkSubmit();
    script(spark.resolve("bin/spark-submit"), noting("spark-submit"));
    script(tools.resolve("id"), "echo ann");
    run("recipes");
    script(tools.resolve("id"), "echo 54321; exit 1");
    run("recipes");
    settings.put("EMULSION_SUBMIT_OPTS", "--master yarn");
    Outcome rejected = run("recipes");

    assertThat(calls("spark-submit")).hasSize(2);
    assertThat(calls("spark-submit").get(0)).doesNotContain("spark.jars.ivy");
    assertThat(calls("spark-submit").get(1)).contains("[--conf][spark.jars.ivy=/tmp/.ivy2-");
    assertThat(rejected.exitCode).isEqualTo(2);
    assertThat(rejected.err)
        .startsWith("emulsion: executors need a user with a name, but user ")
        .endsWith(" has none; add one to /etc/passwd, or unset SPARK_HOME to run locally\n");
  }

  /** A distribution whose spark-submit writes down the host's name that it is given. */
  private Path sparkSubmit() throws IOException {
    Path spark = Files.createDirectories(temporary.resolve("spark"));
    script(
        Files.createDirectories(spark.resolve("bin")).resolve("spark-submit"),
        "echo \"host-of-spark $SPARK_LOCAL_HOSTNAME\" >>'" + called + "'\n");
    settings.put("SPARK_HOME", spark.toString());
    return spark;
  }

  @Test
  void aSparkHomeWithoutSparkIsNamed() throws Exception {
    settings.put("SPARK_HOME", "/no/spark");

    Outcome rejected = run("recipes");

    assertThat(rejected.exitCode).isEqualTo(2);
    assertThat(rejected.err)
        .isEqualTo(
            "emulsion: SPARK_HOME is /no/spark, where there is no bin/spark-submit; correct it,"
                + " or unset it to run locally\n");
  }

  @Test
  void testRunsEveryTestWithOneMavenCommand() throws Exception {
    run("test", "-Dtest=One");

    assertThat(calls("mvn")).hasSize(1);
    assertThat(calls("mvn").get(0)).contains("[verify][-Dtest=One] in " + root);
  }

  @Test
  void testFastRunsTheMainPathsOnly() throws Exception {
    run("test", "--fast", "-o");

    assertThat(calls("mvn")).hasSize(1);
    assertThat(calls("mvn").get(0)).contains("[verify][-Pfast][-o] in " + root);
  }

  @Test
  void testEndsWithTheShareOfLinesThatUnitTestsRun() throws Exception {
    Path table = root.resolve("spark-jobs/target/site/jacoco/jacoco.csv");
    Files.createDirectories(table.getParent());
    // 3 and 4 lines are missed, 1 and 2 covered: 3 of 10
    Files.writeString(
        table,
        """
        GROUP,PACKAGE,CLASS,INSTRUCTION_MISSED,INSTRUCTION_COVERED,BRANCH_MISSED,BRANCH_COVERED,\
        LINE_MISSED,LINE_COVERED,COMPLEXITY_MISSED,COMPLEXITY_COVERED,METHOD_MISSED,METHOD_COVERED
        jobs,dev.emulsion,A,9,9,9,9,3,1,9,9,9,9
        jobs,dev.emulsion,B,9,9,9,9,4,2,9,9,9,9
        """);

    assertThat(run("test").out)
        .isEqualTo("Maven talks a lot\nCoverage of spark-jobs by unit tests: 30.0 % of lines\n");
  }

  @Test
  void aFailedTestIsTheExitCodeOfTest() throws Exception {
    maven(1);

    assertThat(run("test").exitCode).isEqualTo(1);
  }

  @Test
  void bundlePrintsWhereTheJarIs() throws Exception {
    assertThat(run("bundle").out)
        .isEqualTo(root.resolve("spark-jobs/target/emulsion-bundle-9.jar") + "\n");
    assertThat(calls("mvn").get(0)).contains("[package]");
  }

  private Outcome run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("emulsion").toString()));
    command.addAll(List.of(arguments));
    return start(command);
  }

  private Outcome start(List<String> command) throws Exception {
    Path out = temporary.resolve("out");
    Path err = temporary.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(elsewhere.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(settings);
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private void java(String version, int exitCode) throws IOException {
    String answer =
        "[ -z \"$JAVA_TOOL_OPTIONS\" ] || echo \"Picked up JAVA_TOOL_OPTIONS: $JAVA_TOOL_OPTIONS\""
            + " >&2\n[ \"$1\" = -version ] && { echo 'openjdk version \""
            + version
            + "\"' >&2; exit 0; }\n";
    script(
        tools.resolve("java"),
        answer
            + noting("java")
            + ". '"
            + tools.resolve("archive")
            + "'\n"
            + "echo \"locale-of-java $LC_ALL\" >>'"
            + called
            + "'\nexit "
            + exitCode);
    archive(true);
  }

  /** Whether a {@code java} that shall archive classes does so; it lists them in any case. */
  private void archive(boolean made) throws IOException {
    script(
        tools.resolve("archive"),
        """
        for a in "$@"; do
          case $a in
            -XX:DumpLoadedClassList=*) printf '%%s\\n' java/lang/Object '%s' >"${a#*=}"; exit 0 ;;
            -XX:SharedClassListFile=*) echo "classes $(cat "${a#*=}")" >>'%s'; dumps=1 ;;
            -XX:SharedArchiveFile=*) [ -z "$dumps" ] || { : >"${a#*=}"; exit %d; } ;;
          esac
        done
        """
            .formatted(ONLY_VERSIONED, called, made ? 0 : 1));
  }

  /** The calls of {@code java} that ran a command, not those that prepared later ones. */
  private List<String> runs() throws IOException {
    return calls("java").stream()
        .filter(call -> !call.contains("-Xshare:dump") && !call.contains("DumpLoadedClassList"))
        .toList();
  }

  private void maven(int exitCode) throws IOException {
    String build =
        """
        echo Maven talks a lot
        case $* in *-Pspark-4.0_2.13*) target=target/spark-4.0_2.13 ;; *) target=target ;; esac
        mkdir -p "spark-jobs/$target/launcher"
        touch library.jar
        echo "$PWD/library.jar" >"spark-jobs/$target/launcher/classpath"
        echo emulsion-bundle-9.jar >"spark-jobs/$target/launcher/bundle-name"
        """;
    script(tools.resolve("mvn"), noting("mvn") + build + "exit " + exitCode);
  }

  /** Lines of a script that note its name, arguments, folder and EMULSION_HOME. */
  private String noting(String name) {
    return """
    { printf '%s '; for a in "$@"; do printf '[%%s]' "$a"; done
    echo " in $(pwd -P) home $EMULSION_HOME"; } >>'%s'
    """
        .formatted(name, called);
  }

  private List<String> calls(String name) throws IOException {
    if (Files.notExists(called)) {
      return List.of();
    }
    return Files.readAllLines(called, StandardCharsets.UTF_8).stream()
        .filter(line -> line.startsWith(name + " "))
        .toList();
  }

  private static void script(Path file, String lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + lines);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
  }
}
