package org.sluice.notify.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;
import org.sluice.notify.courier.LastStep;
import org.sluice.notify.courier.Messenger;
import org.sluice.notify.courier.Secret;
import org.sluice.notify.courier.Trust;

/**
 * Posts notices. A repetition (after a crash, or an answer that was lost) has the same {@code
 * Idempotency-Key}. Redirections are not followed: the signature is meant for one receiver.
 * Thread-safe.
 */
public final class WebhookMessenger implements Messenger, AutoCloseable {
  /** The header of the signature. */
  public static final String SIGNATURE = "Sluice-Signature";

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** From connecting to the last line of the answer's head; what comes behind it is not read. */
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private static final int GONE = 410;

  private final Supplier<List<WebhookReceiver>> receivers;
  private final Supplier<Instant> clock;
  private final Duration answer;
  private final HttpClient http = client().build();

  /** Asks for the receivers each time, so that a reloaded configuration holds. */
  public WebhookMessenger(Supplier<List<WebhookReceiver>> receivers, Supplier<Instant> clock) {
    this(receivers, clock, ANSWER);
  }

  /** Waits as long as it is told. */
  WebhookMessenger(
      Supplier<List<WebhookReceiver>> receivers, Supplier<Instant> clock, Duration answer) {
    this.receivers = receivers;
    this.clock = clock;
    this.answer = answer;
  }

  private static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT)
        .followRedirects(HttpClient.Redirect.NEVER);
  }

  @Override
  public String deliver(Outgoing outgoing, LastStep lastStep) throws NotDelivered {
    if (!(outgoing.content() instanceof Content.Notice notice)) {
      throw new NotDelivered("A whole message goes by mail only", true);
    }
    WebhookReceiver to = receiver(outgoing.to());
    byte[] body = WebhookBody.of(outgoing, notice);
    HttpRequest request =
        HttpRequest.newBuilder(to.url())
            .timeout(answer)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Sluice")
            .header("Idempotency-Key", outgoing.key())
            .header(SIGNATURE, Signature.of(Secret.read(to.secretFile()), clock.get(), body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    if (to.caFile().isEmpty()) {
      return send(http, to, request);
    }
    // A client of its own each time, so that a renewed file holds; alerts are few.
    HttpClient own = client().sslContext(Trust.context(to.caFile())).build();
    try {
      return send(own, to, request);
    } finally {
      own.shutdownNow();
    }
  }

  @Override
  public Reach reach(Channel channel) {
    return Reach.only(
        receivers.get().stream().map(WebhookReceiver::name).collect(Collectors.toSet()));
  }

  private static String send(HttpClient http, WebhookReceiver to, HttpRequest request)
      throws NotDelivered {
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      response.body().close(); // What it says is not read: it may be long.
      if (response.statusCode() / 100 == 2) {
        return "HTTP " + response.statusCode();
      }
      throw new NotDelivered(
          "The webhook " + to.name() + " answered HTTP " + response.statusCode(),
          response.statusCode() == GONE);
    } catch (IOException e) {
      throw new NotDelivered("The webhook " + to.name() + " cannot be reached: " + e, false, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotDelivered("Interrupted", false, e);
    }
  }

  private WebhookReceiver receiver(String name) throws NotDelivered {
    return receivers.get().stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new NotDelivered("The configuration has no [[webhook]] \"" + name + "\"", true));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
