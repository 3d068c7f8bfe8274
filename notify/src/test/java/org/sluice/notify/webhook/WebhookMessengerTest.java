package org.sluice.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.Outgoing;
import org.sluice.notify.Golden;
import org.sluice.notify.courier.LastStep;
import org.sluice.notify.mail.Drip;
import org.sluice.notify.mail.Notices;
import org.sluice.notify.mail.ServerCertificate;

class WebhookMessengerTest {
  private record Got(String body, String signature, String key) {}

  @TempDir private Path folder;
  private final List<Got> got = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private volatile int status = 204;
  private WebhookMessenger messenger;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Path secret = Files.writeString(folder.resolve("secret"), "a very secret word\n");
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    messenger =
        new WebhookMessenger(
            () -> List.of(new WebhookReceiver("siem", url, secret, Optional.empty())),
            () -> Notices.NOON);
  }

  @AfterEach
  void stop() {
    messenger.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    got.add(
        new Got(
            body,
            exchange.getRequestHeaders().getFirst(WebhookMessenger.SIGNATURE),
            exchange.getRequestHeaders().getFirst("Idempotency-Key")));
    exchange.getResponseHeaders().add("Location", "/elsewhere");
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private String send(String to) throws NotDelivered {
    return messenger.deliver(Notices.restricted(Channel.WEBHOOK, to), LastStep.UNHEARD);
  }

  @Test
  void the_body_is_as_documented_and_its_signature_holds() throws Exception {
    assertThat(send("siem")).isEqualTo("HTTP 204");
    Got one = got.getFirst();
    Golden.compare(
        "webhook.json",
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(new ObjectMapper().readTree(one.body()))
            + "\n");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("a very secret word".getBytes(StandardCharsets.UTF_8), "x"));
    String seconds = Long.toString(Notices.NOON.getEpochSecond());
    byte[] digest = mac.doFinal((seconds + "." + one.body()).getBytes(StandardCharsets.UTF_8));
    assertThat(one.signature())
        .isEqualTo("t=" + seconds + ",v1=" + HexFormat.of().formatHex(digest));
    assertThat(one.key()).startsWith("alert:").endsWith(":webhook:siem");
  }

  @ParameterizedTest
  @CsvSource({
    "200, '', false",
    "302, 302, false",
    "404, 404, false",
    "410, 410, true",
    "503, 503, false"
  })
  void only_two_hundreds_are_success_and_only_gone_is_final(
      int answered, String told, boolean forGood) throws NotDelivered {
    status = answered;
    if (told.isEmpty()) {
      assertThat(send("siem")).contains("200");
    } else {
      NotDelivered thrown = catchThrowableOfType(NotDelivered.class, () -> send("siem"));
      assertThat(thrown.isForGood()).isEqualTo(forGood);
      assertThat(thrown).hasMessageContaining(told).hasMessageNotContaining("secret word");
    }
    assertThat(got).as("a redirection is not followed").hasSize(1);
  }

  /** Each byte of the head comes soon, and its end never; or its body never ends. */
  @ParameterizedTest
  @CsvSource({"'', false", "'HTTP/1.1 200 OK\r\nX: ', false", "'HTTP/1.1 200 OK\r\n\r\n', true"})
  void a_receiver_that_answers_byte_by_byte_is_left(String beginning, boolean taken)
      throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      byte[] bytes = beginning.getBytes(StandardCharsets.US_ASCII);
      Thread.ofVirtual().start(() -> Drip.into(socket, bytes));
      URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/hook");
      WebhookReceiver siem =
          new WebhookReceiver("siem", url, folder.resolve("secret"), Optional.empty());
      Outgoing outgoing = Notices.restricted(Channel.WEBHOOK, "siem");
      try (WebhookMessenger impatient =
          new WebhookMessenger(() -> List.of(siem), () -> Notices.NOON, Duration.ofSeconds(1))) {
        if (taken) {
          assertThat(impatient.deliver(outgoing, LastStep.UNHEARD)).isEqualTo("HTTP 200");
        } else {
          NotDelivered thrown =
              catchThrowableOfType(
                  NotDelivered.class, () -> impatient.deliver(outgoing, LastStep.UNHEARD));
          assertThat(thrown.isForGood()).isFalse();
          assertThat(thrown).hasMessageContaining("cannot be reached");
        }
      }
    }
  }

  @Test
  void a_receiver_that_is_gone_from_the_configuration_and_a_whole_message_are_refused() {
    assertThat(catchThrowableOfType(NotDelivered.class, () -> send("other")).isForGood()).isTrue();
    Outgoing whole =
        new Outgoing(
            "k", Channel.WEBHOOK, "siem", new Content.Message("", new byte[0]), Notices.NOON);
    assertThat(
            catchThrowableOfType(
                    NotDelivered.class, () -> messenger.deliver(whole, LastStep.UNHEARD))
                .isForGood())
        .isTrue();
  }

  /** A real HTTPS server whose certificate only its file knows. */
  @Test
  void a_certificate_of_the_ca_file_is_believed_and_without_it_none_is_sent() throws Exception {
    ServerCertificate certificate = ServerCertificate.of(folder, "ip:127.0.0.1");
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(certificate.shown()));
    https.createContext("/", this::answer);
    https.start();
    URI url = URI.create("https://127.0.0.1:" + https.getAddress().getPort() + "/hook");
    Path secret = folder.resolve("secret");
    List<WebhookReceiver> receivers =
        List.of(
            new WebhookReceiver("known", url, secret, Optional.of(certificate.file())),
            new WebhookReceiver("strange", url, secret, Optional.empty()));
    try (WebhookMessenger trusting = new WebhookMessenger(() -> receivers, () -> Notices.NOON)) {
      assertThat(trusting.deliver(Notices.restricted(Channel.WEBHOOK, "known"), LastStep.UNHEARD))
          .isEqualTo("HTTP 204");
      assertThat(got).hasSize(1);
      assertThat(
              catchThrowableOfType(
                  NotDelivered.class,
                  () ->
                      trusting.deliver(
                          Notices.restricted(Channel.WEBHOOK, "strange"), LastStep.UNHEARD)))
          .hasMessageContaining("cannot be reached");
      assertThat(got).hasSize(1);
    } finally {
      https.stop(0);
    }
  }
}
