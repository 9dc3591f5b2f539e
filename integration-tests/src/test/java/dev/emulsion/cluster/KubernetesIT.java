package dev.emulsion.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.emulsion.cluster.Distribution.Ended;
import dev.emulsion.testing.Folders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the plain spark-submit of {@code conf/platforms/kubernetes} asks Kubernetes for: the
 * driver's pod, as Spark itself builds it. Nothing runs; the API server is one of this test that
 * accepts everything.
 */
@Tag("slow")
class KubernetesIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path TEMPLATES = Path.of("../conf/platforms");

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.emulsion.cluster.Distribution#all")
  void theDriverGetsItsMemoryItsNodeAndTheCommand(Distribution spark) throws Exception {
    Queue<JsonNode> created = new ConcurrentLinkedQueue<>();
    HttpServer server = accepting(created);
    Path script = render("http://127.0.0.1:" + server.getAddress().getPort());
    try {
      Ended ended = submit(spark, script);
      assertThat(ended.exitCode()).as(ended.log()).isZero();
    } finally {
      server.stop(0);
    }
    JsonNode pod = ofKind(created, "Pod");
    JsonNode container = pod.at("/spec/containers/0");
    assertThat(pod.at("/metadata/labels/spark-role").asText()).isEqualTo("driver");
    assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("emulsion-job");
    assertThat(pod.at("/spec/nodeSelector/kubernetes.io~1arch").asText()).isEqualTo("arm64");
    assertThat(container.at("/image").asText()).isEqualTo("registry/emulsion:1");
    assertThat(container.at("/resources/limits/memory").asText())
        .isEqualTo(
            1024 * (gibibytes(script, "memory") + gibibytes(script, "memoryOverhead")) + "Mi");
    assertThat(container.at("/args"))
        .extracting(JsonNode::asText)
        .contains("dev.emulsion.cli.Main", "local:///opt/emulsion/emulsion-bundle.jar")
        .endsWith("--output", "s3a://images/out/first");
    assertThat(created.toString())
        .contains("spark-local-dir-1.mount.path=/scratch")
        .contains("spark.decommission.enabled=true");
  }

  /** A size that the script has for the driver. */
  private static int gibibytes(Path script, String key) throws IOException {
    Pattern setting = Pattern.compile("spark\\.driver\\." + key + "=(\\d+)g ");
    Matcher found = setting.matcher(Files.readString(script));
    assertThat(found.find()).as(setting.pattern()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  /** Fills the templates as their page says. */
  private Path render(String server) throws IOException, InterruptedException {
    Path copy = folder.resolve("platforms");
    Folders.copy(TEMPLATES, copy);
    Path variables = copy.resolve("variables.ini");
    String[] parts = Files.readString(variables).split("(?m)^(?=\\[kubernetes])", 2);
    String edited =
        parts[1]
            .replaceFirst("(?m)^image =.*", "image = registry/emulsion:1")
            .replaceFirst("(?m)^bucket =.*", "bucket = images")
            .replaceFirst("(?m)^api-server =.*", "api-server = " + server);
    Files.writeString(variables, parts[0] + edited);
    List<String> command = List.of("python3", copy.resolve("render.py").toString(), "kubernetes");
    Ended rendered = Distribution.start(command, folder, Map.of()).await();
    assertThat(rendered.exitCode()).as(rendered.log()).isZero();
    return copy.resolve("rendered/kubernetes/spark-submit.sh");
  }

  private Ended submit(Distribution spark, Path script) throws Exception {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        conf.resolve("spark-defaults.conf"),
        "spark.kubernetes.submission.waitAppCompletion false\n");
    Map<String, String> environment =
        Map.of("SPARK_HOME", spark.home().toString(), "SPARK_CONF_DIR", conf.toString());
    return Distribution.start(List.of("/bin/sh", script.toString()), folder, environment).await();
  }

  /** A server that answers a request with the object that it holds, as if it had been created. */
  private static HttpServer accepting(Queue<JsonNode> created) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> accept(exchange, created));
    server.start();
    return server;
  }

  private static void accept(HttpExchange exchange, Queue<JsonNode> created) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (body.length > 0) {
      ObjectNode object = (ObjectNode) JSON.readTree(body);
      created.add(object.deepCopy());
      object.withObject("/metadata").put("uid", "1");
      body = JSON.writeValueAsBytes(object);
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static JsonNode ofKind(Queue<JsonNode> objects, String kind) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " in " + objects));
  }
}
