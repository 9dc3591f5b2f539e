package dev.emulsion.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.emulsion.cluster.Distribution.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What spark-submit asks Kubernetes for with {@code conf/spark/kubernetes.conf}: the driver's pod,
 * as Spark itself builds it. Nothing runs; the API server is one of this test that accepts
 * everything.
 */
@Tag("slow")
class KubernetesIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CONF = Path.of("../conf/spark").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.emulsion.cluster.Distribution#all")
  void theDriverGetsScratchSpaceMemoryAndTheCommand(Distribution spark) throws Exception {
    Queue<JsonNode> created = new ConcurrentLinkedQueue<>();
    HttpServer server = accepting(created);
    try {
      Ended ended = submit(spark, "k8s://http://127.0.0.1:" + server.getAddress().getPort());
      assertThat(ended.exitCode()).as(ended.log()).isZero();
    } finally {
      server.stop(0);
    }
    JsonNode pod = ofKind(created, "Pod");
    JsonNode container = pod.at("/spec/containers/0");
    assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("emulsion");
    assertThat(container.at("/image").asText()).startsWith("apache/spark:3.5.5-scala2.12-java17");
    // 4 GiB and a quarter of them beside the heap
    assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("5120Mi");
    assertThat(texts(container.at("/args"))).endsWith("augment", "--recipe", "cutmix");
    assertThat(variables(container))
        .containsEntry("SPARK_LOCAL_DIRS", "/scratch")
        .containsEntry("LC_ALL", "C.UTF-8");
    assertThat(pod.at("/spec/volumes/0/emptyDir/sizeLimit").asText()).isEqualTo("20Gi");
    // the driver hands this on to the executors that it asks for
    assertThat(created.toString())
        .contains("terminationGracePeriodSeconds: 120")
        .contains("spark.decommission.enabled=true");
  }

  private Ended submit(Distribution spark, String master) throws Exception {
    List<String> command = new ArrayList<>(List.of("--master", master, "--deploy-mode", "cluster"));
    command.addAll(List.of("--properties-file", CONF.resolve("kubernetes.conf").toString()));
    for (String role : List.of("driver", "executor")) { // the file has them relative to the clone
      String template = CONF.resolve("kubernetes-" + role + ".yaml").toString();
      String key = "spark.kubernetes." + role + ".podTemplateFile=";
      command.addAll(List.of("--conf", key + template));
    }
    command.addAll(List.of("--conf", "spark.kubernetes.submission.waitAppCompletion=false"));
    command.addAll(List.of("--class", "dev.emulsion.cli.Main", "local:///opt/emulsion.jar"));
    command.addAll(List.of("augment", "--recipe", "cutmix"));
    return spark.submit(folder, Map.of(), command).await();
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

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static Map<String, String> variables(JsonNode container) {
    Map<String, String> variables = new TreeMap<>();
    container
        .at("/env")
        .forEach(entry -> variables.put(entry.path("name").asText(), entry.path("value").asText()));
    return variables;
  }
}
