package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.app.Visitor;

/**
 * What Exchange's own client asks and is answered, as files that an administrator can read: {@code
 * resources/…/exchange}, played in the order of their names against one server whose clock stands
 * still. A line with {@code >} is sent, one with {@code <} is the answer: its status, the headers
 * that matter, its JSON laid out. {@code {client}} stands for the headers of the module
 * ExchangeOnlineManagement; {@code {url}} is where the server listens; {@code {spent}} is the token
 * of a script that has made all calls of this minute.
 */
class ExchangeReplayTest {
  private static final Path FOLDER = Path.of("src/test/resources/org/sluice/app/serve/exchange");
  private static final List<String> TOLD =
      List.of("content-type", "www-authenticate", "retry-after");
  private static final Collector<CharSequence, ?, String> LINES =
      Collectors.joining("\n", "", "\n");
  private static final int CALLS_OF_A_MINUTE = 6_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path data;
  private static Running running;
  private static String reader;
  private static String spent;

  @BeforeAll
  static void start() {
    running =
        Running.start(
            data,
            "[proxy]\nlisten = [\"127.0.0.1:0\"]\n",
            new MovableTime(Instant.parse("2026-03-01T12:00:00Z")));
    reader = running.say("token", "add", "rita", "--role", "SecurityReader").out().strip();
    spent = running.say("token", "add", "script", "--role", "SecurityReader").out().strip();
    for (int calls = 0; calls < CALLS_OF_A_MINUTE; calls += 10) {
      assertThat(Batch.send(running.url(), spent, 10).status()).isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void each_request_of_the_client_is_answered_as_it_expects() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.filter(f -> f.toString().endsWith(".http")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(15);
    for (Path file : files) {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      assertThat(played(text)).as(file.getFileName().toString()).isEqualTo(text);
    }
  }

  /** The request of a file, and behind it what the server answers now. */
  private static String played(String text) throws IOException {
    List<String> sent =
        text.lines()
            .filter(line -> line.startsWith(">"))
            .map(line -> line.length() > 2 ? line.substring(2) : "")
            .toList();
    List<String> headers = new ArrayList<>();
    int blank = sent.indexOf("");
    for (String header : sent.subList(1, blank)) {
      if (header.equals("{client}")) {
        headers.addAll(client());
      } else {
        headers.add(header.substring(0, header.indexOf(':')));
        headers.add(placed(header.substring(header.indexOf(':') + 2)));
      }
    }
    String[] first = sent.getFirst().split(" ");
    String body = String.join("\n", sent.subList(blank + 1, sent.size()));
    Visitor.Page page =
        new Visitor(running.url()).send(first[0], first[1], body, headers.toArray(String[]::new));
    String request = text.lines().filter(line -> !line.startsWith("<")).collect(LINES);
    return request + answer(page);
  }

  /** The headers of ExchangeOnlineManagement 3.5. */
  private static List<String> client() {
    return List.of(
        "Authorization", "Bearer " + running.token(),
        "Accept", "application/json",
        "Accept-Charset", "UTF-8",
        "Content-Type", "application/json",
        "X-ClientApplication", "ExoManagementModule",
        "X-ClientModuleVersion", "3.5.1",
        "X-ResponseFormat", "json",
        "X-SerializationLevel", "Partial",
        "X-AnchorMailbox", "UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@example.org",
        "WarningAction", "",
        "connection-id", "7c4a1d2e-0000-4000-8000-000000000001",
        "client-request-id", "7c4a1d2e-0000-4000-8000-000000000002");
  }

  private static String placed(String value) {
    return value.replace("{reader}", reader).replace("{spent}", spent);
  }

  private static String answer(Visitor.Page page) throws JsonProcessingException {
    StringBuilder answer = new StringBuilder("< " + page.status() + "\n");
    for (String name : TOLD) {
      page.header(name).ifPresent(value -> answer.append("< " + name + ": " + value + "\n"));
    }
    String json =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(page.body()));
    answer.append("<\n");
    json.replace(running.url(), "{url}")
        .lines()
        .forEach(line -> answer.append("< ").append(line).append('\n'));
    return answer.toString();
  }
}
