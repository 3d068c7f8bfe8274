package org.sluice.portal.decide;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Refusal;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Submission;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.Site;

/**
 * {@code POST /decide} and {@code POST /stalwart/mta-hook}: a mail server asks, with the token of a
 * mail server; one that is limited to domains asks about their senders alone. Every answer of ours
 * that is no decision is 4xx or 5xx, so that a mail server's own setting for a hook that fails
 * applies; nothing that a sender chooses leads to one. Thread-safe.
 */
public final class DecisionPages implements Site {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionPages.class);
  private static final String HOOKS = "/stalwart/";

  /** What a login reads whose message no hook could judge: code, enhanced status and words. */
  public static final String TOO_LARGE_TO_JUDGE = StalwartHook.TOO_LARGE.toString();

  /** Bytes of a plain question. */
  static final int MOST_QUESTION = 1 << 20;

  /** Bytes of a hook's request, which holds the message itself; it is passed over unread. */
  static final int MOST_HOOK = 100 << 20;

  /** Bytes that are read for nothing so that the answer is heard. */
  private static final long MOST_DROPPED = 1L << 30;

  /** For a whole message from another machine. */
  private static final Duration HOOK_TIME = Duration.ofMinutes(5);

  private static final long MOST_SECONDS = 10;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_LARGE = 413;
  private static final int UNAVAILABLE = 503;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Function<Submission, CompletionStage<Decision>> guard;
  private final Consumer<Submission> tooLarge;
  private final Supplier<Settings> settings;
  private final Admission admission;

  /**
   * @param tooLarge is told of a message that is refused because it is too large to be judged; what
   *     is not known of it is empty
   * @param admission who asks; a mail server or a Global Administrator may
   */
  public DecisionPages(
      Function<Submission, CompletionStage<Decision>> guard,
      Consumer<Submission> tooLarge,
      Supplier<Settings> settings,
      Admission admission) {
    this.guard = guard;
    this.tooLarge = tooLarge;
    this.settings = settings;
    this.admission = admission;
  }

  @Override
  public List<String> paths() {
    return List.of("/decide", HOOKS);
  }

  @Override
  public Duration bodyTime(String path) {
    return path.startsWith(HOOKS) ? HOOK_TIME : Site.super.bodyTime(path);
  }

  @Override
  public void refuse(Context context, int status, String words) {
    error(context, status, words);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post("/decide", context -> answer(context, this::plain));
    routes.post("/stalwart/mta-hook", context -> answer(context, this::hook));
  }

  /** How one page reads a body and answers it. */
  @FunctionalInterface
  private interface Page {
    ObjectNode answer(Actor actor, InputStream body) throws IOException, InterruptedException;
  }

  private ObjectNode plain(Actor actor, InputStream body) throws IOException, InterruptedException {
    byte[] bytes = body.readNBytes(MOST_QUESTION + 1);
    if (bytes.length > MOST_QUESTION) {
      throw new TooLarge(MOST_QUESTION);
    }
    return PlainJson.answer(decide(actor, PlainJson.question(JSON.readTree(bytes))));
  }

  private ObjectNode hook(Actor actor, InputStream body) throws IOException, InterruptedException {
    HookBody request = HookBody.read(new Bounded(body, MOST_HOOK));
    if (!request.isJudged()) {
      dropRest(body);
      return unjudged(request);
    }
    Optional<Question> question = StalwartHook.question(request);
    Decision decision =
        question.isEmpty() ? Decision.Permit.INBOUND : decide(actor, question.get());
    dropRest(body);
    return StalwartHook.answer(decision);
  }

  /** Mail that nobody's limit counts passes, however large; other mail has to be judged. */
  private ObjectNode unjudged(HookBody request) {
    Settings now = settings.get();
    Optional<Question> question = Optional.of(Question.ofNobody());
    if (request.fields().has("context")) {
      question = StalwartHook.question(request).filter(asked -> asked.sender(now).isPresent());
    }
    if (question.isEmpty()) {
      return StalwartHook.answer(Decision.Permit.INBOUND);
    }
    tooLarge.accept(question.get().submission(now));
    return StalwartHook.tooLarge();
  }

  /** Who has not finished asking hears no answer, and a question that fails may let mail pass. */
  private static void dropRest(InputStream body) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long dropped = 0;
    int more = body.read(buffer);
    while (more >= 0 && dropped < MOST_DROPPED) {
      dropped += more;
      more = body.read(buffer);
    }
  }

  private Decision decide(Actor actor, Question question) throws InterruptedException {
    Settings now = settings.get();
    Submission submission = question.submission(now);
    question.sender(now).ifPresent(sender -> requireSeen(actor, sender.name()));
    try {
      return guard.apply(submission).toCompletableFuture().get(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.error("A question over HTTP could not be decided", e);
      throw new Unanswered();
    }
  }

  private static void requireSeen(Actor actor, String sender) {
    if (!actor.sees(sender)) {
      throw new Refusal(
          Refusal.Kind.FORBIDDEN,
          "'"
              + sender
              + "' is not in the domains that this token is limited to ("
              + actor.domains().shown()
              + ").");
    }
  }

  private void answer(Context context, Page page) {
    Optional<Actor> asking =
        admission.actor(context).filter(actor -> actor.role().includes(Role.MailServer));
    if (asking.isEmpty()) {
      context.header("WWW-Authenticate", "Bearer");
      error(
          context,
          UNAUTHORIZED,
          "A bearer token is needed whose role is MailServer (or GlobalAdministrator); see"
              + " [[token]] in the configuration.");
      return;
    }
    try (InputStream body = context.bodyInputStream()) {
      context
          .contentType("application/json; charset=utf-8")
          .result(page.answer(asking.get(), body).toString());
    } catch (NotUnderstood e) {
      error(context, BAD_REQUEST, e.getMessage());
    } catch (Refusal e) {
      error(context, FORBIDDEN, e.getMessage());
    } catch (TooLarge e) {
      error(context, TOO_LARGE, e.getMessage());
    } catch (JsonProcessingException e) {
      error(context, BAD_REQUEST, "The body is no JSON: " + e.getOriginalMessage());
    } catch (Unanswered e) {
      error(context, UNAVAILABLE, "There was no decision in time; ask again.");
    } catch (IOException e) {
      error(context, BAD_REQUEST, "The body could not be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      error(context, UNAVAILABLE, "The server ends; ask again.");
    }
  }

  private static void error(Context context, int status, @Nullable String message) {
    context
        .status(status)
        .contentType("application/json; charset=utf-8")
        .result(JsonNodeFactory.instance.objectNode().put("error", message).toString());
  }
}
