package dev.emulsion.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by the DevTools protocol. */
final class Chromium implements AutoCloseable, WebSocket.Listener {

  private static final String[] NAMES = {
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"
  };
  private static final String ADDRESS = "DevTools listening on ";
  private static final long PATIENCE_SECONDS = 60;

  private final ObjectMapper json = new ObjectMapper();
  private final Process process;
  private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private final List<String> requests = new ArrayList<>();
  private WebSocket socket;
  private String session = "";
  private int calls;

  private Chromium(Process process) {
    this.process = process;
  }

  /** The program, if it is installed. */
  static Optional<Path> find() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(folder -> Stream.of(NAMES).map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Chromium start(Path program, Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    Chromium chromium = new Chromium(process);
    chromium.connect();
    return chromium;
  }

  private void connect() throws Exception {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    while (line != null && !line.startsWith(ADDRESS)) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("Chromium ended before it listened");
    }
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(line.substring(ADDRESS.length())), this)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    ObjectNode blank = json.createObjectNode().put("url", "about:blank");
    String target = call("Target.createTarget", blank).path("targetId").asText();
    ObjectNode attach = json.createObjectNode().put("targetId", target).put("flatten", true);
    session = call("Target.attachToTarget", attach).path("sessionId").asText();
    call("Page.enable", json.createObjectNode());
    call("Network.enable", json.createObjectNode());
  }

  /** Opens a file in a window of this width; {@code scheme} is {@code light} or {@code dark}. */
  void open(Path file, int width, String scheme) throws Exception {
    requests.clear();
    call(
        "Emulation.setDeviceMetricsOverride",
        json.createObjectNode()
            .put("width", width)
            .put("height", 900)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
    ObjectNode media = json.createObjectNode();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    call("Emulation.setEmulatedMedia", media);
    call("Page.navigate", json.createObjectNode().put("url", file.toUri().toString()));
    while (!evaluate("document.readyState").asText().equals("complete")) {
      Thread.sleep(20);
    }
  }

  /** The value of an expression on the page. */
  JsonNode evaluate(String expression) throws Exception {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            json.createObjectNode().put("expression", expression).put("returnByValue", true));
    return answer.path("result").path("value");
  }

  /** Everything that the page asked for. */
  List<String> requests() {
    return requests;
  }

  private JsonNode call(String method, ObjectNode parameters) throws Exception {
    int id = ++calls;
    ObjectNode message = json.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    while (true) {
      JsonNode answer = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IOException("Chromium does not answer " + method);
      }
      if (answer.path("method").asText().equals("Network.requestWillBeSent")) {
        requests.add(answer.path("params").path("request").path("url").asText());
      }
      if (answer.path("id").asInt() == id) {
        if (answer.has("error")) {
          throw new IOException(method + ": " + answer.path("error"));
        }
        return answer.path("result");
      }
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      try {
        messages.add(json.readTree(part.toString()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      part.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public void close() throws Exception {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
