package org.sluice.portal.page.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.portal.http.HttpServer;
import org.sluice.portal.http.Site;

/** Pages that listen for news. */
@Timeout(120)
class LiveTest {
  private static final int MOST = 3;
  private final Live live = new Live(MOST);
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server =
        new HttpServer(
            List.of(
                new Site() {
                  @Override
                  public List<String> paths() {
                    return List.of("/");
                  }

                  @Override
                  public void addTo(RoutesConfig routes) {
                    live.addTo(routes, "/live", LiveTest::actor);
                  }

                  @Override
                  public void refuse(Context context, int status, String words) {
                    context.status(status).result(words);
                  }
                }));
    port = server.listen("127.0.0.1", 0);
  }

  private static Optional<Actor> actor(Context context) {
    return Optional.ofNullable(context.header("Authorization"))
        .map(name -> new Actor(name, Role.SecurityReader, ""));
  }

  @AfterEach
  void stop() {
    live.close();
    server.close();
    http.shutdownNow();
  }

  private HttpResponse<InputStream> listen(String name) throws Exception {
    return listen(name, "");
  }

  private HttpResponse<InputStream> listen(String name, String query) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/live" + query))
            .header("Accept", "text/event-stream");
    if (!name.isEmpty()) {
      request.header("Authorization", name);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  private static BufferedReader reader(HttpResponse<InputStream> answer) {
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static String event(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith("event:")) {
      line = lines.readLine();
    }
    return line == null ? "" : line.substring("event:".length()).strip();
  }

  @Test
  void a_page_hears_of_a_change_and_that_time_goes_on() throws Exception {
    try (BufferedReader lines = reader(listen("anna"))) {
      assertThat(event(lines)).isEqualTo("hello");
      live.changed();
      assertThat(event(lines)).isEqualTo("changed");
      assertThat(event(lines)).isEqualTo("tick");
    }
  }

  @Test
  void what_changed_before_a_page_listens_is_told_at_once() throws Exception {
    long known = live.known();
    live.changed();
    try (BufferedReader lines = reader(listen("anna", "?since=" + known))) {
      assertThat(event(lines)).isEqualTo("hello");
      assertThat(event(lines)).isEqualTo("changed");
    }
  }

  @Test
  void a_page_that_knows_all_or_says_nothing_readable_waits_for_the_next_change() throws Exception {
    live.changed();
    try (BufferedReader knowing = reader(listen("anna", "?since=" + live.known()));
        BufferedReader odd = reader(listen("anna", "?since=x"))) {
      assertThat(event(knowing)).isEqualTo("hello");
      assertThat(event(odd)).isEqualTo("hello");
      assertThat(event(knowing)).as("nothing came").isEqualTo("tick");
      assertThat(event(odd)).as("nothing came").isEqualTo("tick");
      live.changed();
      assertThat(event(knowing)).isEqualTo("changed");
      assertThat(event(odd)).isEqualTo("changed");
    }
  }

  @Test
  void who_nobody_knows_hears_nothing() throws Exception {
    assertThat(listen("").statusCode()).isEqualTo(401);
  }

  @Test
  void the_most_pages_listen_and_one_more_is_told_so() throws Exception {
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      open.add(listen("anna"));
      assertThat(open.getLast().statusCode()).isEqualTo(200);
      assertThat(event(reader(open.getLast()))).isEqualTo("hello");
    }
    assertThat(listen("anna").statusCode()).isEqualTo(503);
  }

  @Test
  void when_it_ends_all_pages_are_let_go() throws Exception {
    try (BufferedReader lines = reader(listen("anna"))) {
      assertThat(event(lines)).isEqualTo("hello");
      live.close();
      while (!event(lines).isEmpty()) {
        // An event may have been on its way.
      }
      assertThat(lines.readLine()).isNull();
    }
  }
}
