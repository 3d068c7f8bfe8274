package org.sluice.portal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)");

  private final Breaking site = new Breaking();
  private HttpServer server = new HttpServer(List.of(site));
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
    /** One for each request whose body is being read. */
    private final Semaphore reading = new Semaphore(0);

    private volatile Duration readTime = HttpServer.BODY_TIME;

    @Override
    public Duration bodyTime(String path) {
      return path.equals("/read") ? readTime : PATIENCE;
    }

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
      routes.get("/alive", context -> context.result("alive"));
      routes.post("/read", this::read);
      routes.post("/read-long", this::read);
      routes.get("/failed", context -> breakOff(context, new IllegalStateException("test")));
    }

    private void read(Context context) throws IOException {
      reading.release();
      context.result(context.bodyInputStream().readAllBytes());
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
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("its log says why");
  }

  /** Begins a body, and sends no more than its first byte. */
  private Socket drip() throws IOException {
    return drip("/read");
  }

  private Socket drip(String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    String begun = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx";
    socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  @Test
  void clients_that_send_slowly_keep_nobody_else_from_being_served() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        slow.add(drip());
      }
      assertThat(site.reading.tryAcquire(100, PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(get("/alive", false).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void a_body_that_does_not_come_in_time_ends_the_connection() throws Exception {
    site.readTime = Duration.ofMillis(100);
    try (Socket socket = drip()) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(get("/alive", false).statusCode()).isEqualTo(200);
  }

  @Test
  void a_header_that_comes_byte_by_byte_ends_the_connection() throws Exception {
    server.close();
    server = new HttpServer(List.of(site), 200, 10);
    listen();
    assertThat(get("/alive", false).statusCode()).isEqualTo(200);
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean goesOn = true;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write("GET /alive HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
      while (goesOn && System.nanoTime() < end) {
        goesOn = !isEndedWithin(socket, 20);
        out.write('x');
      }
    } catch (IOException e) {
      goesOn = false;
    }
    assertThat(goesOn).as("the server still reads").isFalse();
  }

  /** Whether the server ends the connection while this waits for it. */
  private static boolean isEndedWithin(Socket socket, int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void a_request_that_came_right_behind_another_is_not_cut_for_the_time_of_a_header()
      throws Exception {
    server.close();
    server = new HttpServer(List.of(site), 200, 10);
    listen();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String both =
          "GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n"
              + "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n";
      socket.getOutputStream().write(both.getBytes(StandardCharsets.US_ASCII));
      assertThat(site.reading.tryAcquire(1, PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      for (boolean waits = true; waits; ) { // the first answer, and then long enough
        socket.setSoTimeout(1_000);
        try {
          assertThat(socket.getInputStream().read()).isNotNegative();
        } catch (SocketTimeoutException e) {
          waits = false;
        }
      }
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write('x');
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200");
    }
  }

  @Test
  void a_path_whose_site_grants_its_bodies_more_time_has_it() throws Exception {
    site.readTime = Duration.ofMillis(100);
    try (Socket patient = drip("/read-long");
        Socket other = drip()) {
      assertThat(other.getInputStream().read()).as("begun later, and over").isEqualTo(-1);
      patient.getOutputStream().write("x".repeat(99).getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(patient.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200");
    }
  }

  /** Of the next answer of a connection, which is read to its end. */
  private static int status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder header = new StringBuilder();
    while (header.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("of an answer that goes on").isNotNegative();
      header.append((char) next);
    }
    Matcher length = CONTENT_LENGTH.matcher(header);
    assertThat(length.find()).as(header.toString()).isTrue();
    in.skipNBytes(Long.parseLong(length.group(1)));
    return Integer.parseInt(header.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
  }

  @Test
  void one_connection_more_than_there_may_be_waits_until_one_ends() throws Exception {
    int most = 3;
    server.close();
    site.readTime = PATIENCE;
    server = new HttpServer(List.of(site), PATIENCE.toMillis(), most);
    listen();
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < most; i++) {
        open.add(drip());
      }
      assertThat(site.reading.tryAcquire(most, PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      open.add(drip());
      // What an open one asks behind it is answered, again and again, and the one more is not read.
      Socket first = open.getFirst();
      first.getOutputStream().write("x".repeat(99).getBytes(StandardCharsets.US_ASCII));
      assertThat(status(first)).isEqualTo(200);
      for (int i = 0; i < 200; i++) {
        first
            .getOutputStream()
            .write(
                "GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(status(first)).isEqualTo(200);
      }
      assertThat(site.reading.tryAcquire()).as("the one more is read").isFalse();
      first.close();
      assertThat(site.reading.tryAcquire(1, PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void a_body_that_comes_in_time_is_read_whole_and_so_is_the_next_of_its_connection()
      throws Exception {
    String body = "x".repeat(100_000);
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int i = 0; i < 2; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/read"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo(body);
      }
    }
  }
}
