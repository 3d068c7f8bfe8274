package org.sluice.portal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpServer server = new HttpServer(List.of(new Breaking()));
  private int port;

  @BeforeEach
  void listen() throws IOException {
    port = server.listen("127.0.0.1", 0);
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Writes so many bytes, and then fails. */
  private static final class Breaking implements Site {
    @Override
    public List<String> paths() {
      return List.of("/");
    }

    @Override
    public void refuse(Context context, int status, String words) {
      context.status(status).result(words);
    }

    @Override
    public void addTo(RoutesConfig routes) {
      routes.get("/broken", context -> breakOff(context, new BrokenOff("test", new IOException())));
      routes.get("/failed", context -> breakOff(context, new IllegalStateException("test")));
    }

    private static void breakOff(Context context, RuntimeException e) throws IOException {
      int bytes = Integer.parseInt(String.valueOf(context.queryParam("bytes")));
      if (bytes > 0) {
        byte[] noise = new byte[bytes]; // which does not become less by compression
        new Random(1).nextBytes(noise);
        context.outputStream().write(noise);
      }
      throw e;
    }
  }

  private HttpResponse<byte[]> get(String path, boolean compressed)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
      if (compressed) {
        request.header("Accept-Encoding", "gzip");
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/broken?bytes=1000000, false",
    "/broken?bytes=1000000, true",
    "/failed?bytes=1000000, false",
    "/failed?bytes=1000000, true"
  })
  void an_answer_that_breaks_off_does_not_end(String path, boolean compressed) {
    assertThatThrownBy(() -> get(path, compressed)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/broken?bytes=0, false",
    "/broken?bytes=1000, false",
    "/broken?bytes=1000, true",
    "/failed?bytes=1000, true"
  })
  void one_that_breaks_off_before_anything_was_sent_has_another_status(
      String path, boolean compressed) throws Exception {
    assertThat(get(path, compressed).statusCode()).isEqualTo(500);
  }

  @Test
  void what_fails_before_its_first_byte_is_said_in_words() throws Exception {
    HttpResponse<byte[]> answer = get("/failed?bytes=0", false);
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("its log says why");
  }
}
