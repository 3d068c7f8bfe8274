package org.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a node says of itself over HTTP: whether it is ready, and its metrics. */
final class NodeSigns {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int READY = 200;
  private static final int NOT_READY = 503;

  private NodeSigns() {}

  /**
   * What {@code /health/ready} says.
   *
   * @param data the node's data directory, in which it says where it listens
   */
  static boolean isReady(Path data) {
    HttpResponse<String> answer = get(data, "/health/ready");
    return switch (answer.statusCode()) {
      case READY -> true;
      case NOT_READY -> false;
      default -> throw new AssertionError(answer.statusCode() + " " + answer.body());
    };
  }

  /** One metric that has no labels. */
  static double metric(Path data, String name) {
    return get(data, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  private static HttpResponse<String> get(Path data, String path) {
    try {
      String url = Files.readAllLines(data.resolve("admin.access")).getFirst();
      return HTTP.send(
          HttpRequest.newBuilder(URI.create(url + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
