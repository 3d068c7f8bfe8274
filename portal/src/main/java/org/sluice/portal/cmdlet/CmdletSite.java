package org.sluice.portal.cmdlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.decision.Settings;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.HttpServer;
import org.sluice.portal.http.Site;
import org.sluice.portal.http.Unicode;

/** The cmdlet call over HTTP; roles are checked by the verbs. */
public final class CmdletSite implements Site {
  /** The most calls of one batch, as in Exchange. */
  static final int MOST_BATCH = 10;

  private static final int UNAUTHORIZED = 401;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int INTERNAL = 500;
  private static final Pattern MAX_PAGE = Pattern.compile("odata\\.maxpagesize=([0-9]{1,9})");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Administration administration;
  private final Invocation invocation;
  private final Supplier<Optional<URI>> base;
  private final Admission admission;
  private final RateLimit rate;

  /**
   * @param base where clients reach the server behind a proxy, if they do; an answer to who asked
   *     under its name links to it
   * @param monotonicMillis a clock that only goes forward, by which calls of a minute are counted
   */
  public CmdletSite(
      Administration administration,
      Supplier<Settings> settings,
      Supplier<Optional<URI>> base,
      Admission admission,
      LongSupplier monotonicMillis) {
    this.administration = administration;
    this.base = base;
    this.rate = new RateLimit(monotonicMillis);
    this.invocation = new Invocation(administration, settings);
    this.admission = admission;
  }

  @Override
  public List<String> paths() {
    return List.of("/adminapi/");
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post("/adminapi/beta/{organization}/InvokeCommand", this::invoke);
    routes.post("/adminapi/beta/{organization}/$batch", this::batch);
    routes.get("/adminapi/beta/{organization}/AuditLog", this::export);
  }

  @Override
  public void refuse(Context context, int status, String words) {
    ObjectNode body =
        switch (status) {
          case NOT_FOUND ->
              Envelope.error(
                  "NotFound",
                  "Microsoft.Exchange.AdminApi.NotFound",
                  words
                      + " Cmdlets are called by POST to"
                      + " /adminapi/beta/{organization}/InvokeCommand.");
          case INTERNAL -> Envelope.error("InternalServerError", "System.Exception", words);
          default -> Envelope.error("BadRequest", "Microsoft.Exchange.AdminApi.Http", words);
        };
    answer(context, status, body);
  }

  private void invoke(Context context) {
    Optional<Actor> actor = admitted(context);
    if (actor.isPresent()) {
      Optional<JsonNode> body = body(context);
      if (body.isPresent()) {
        Invocation.Answer answer = invocation.call(actor.get(), body.get(), page(context));
        answer(context, answer.status(), answer.body());
      }
    }
  }

  /** Not a cmdlet: an answer without end, written as it is read. */
  private void export(Context context) {
    admitted(context).ifPresent(actor -> new AuditDownload(administration).answer(actor, context));
  }

  /** Its first call is counted before it is read, the others once it is known how many they are. */
  private void batch(Context context) {
    Optional<Actor> actor = admitted(context);
    Optional<JsonNode> body = actor.isPresent() ? body(context) : Optional.empty();
    if (body.isEmpty()) {
      return;
    }
    JsonNode requests = body.get().path("requests");
    if (!requests.isArray() || requests.isEmpty() || requests.size() > MOST_BATCH) {
      bad(context, "A batch has 1 to " + MOST_BATCH + " requests, in an array \"requests\".");
      return;
    }
    if (!counted(context, actor.orElseThrow(), requests.size() - 1)) {
      return;
    }
    answer(context, 200, answers(context, actor.orElseThrow(), requests));
  }

  private ObjectNode answers(Context context, Actor actor, JsonNode requests) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode responses = root.putArray("responses");
    Invocation.Page page = page(context);
    Invocation.Page invoke =
        new Invocation.Page(
            page.url().replace("$batch", "InvokeCommand").replace("%24batch", "InvokeCommand"),
            "",
            page.size());
    for (JsonNode request : requests) {
      Invocation.Answer answer = invocation.call(actor, request.path("body"), invoke);
      ObjectNode response = responses.addObject();
      response.set("id", request.path("id"));
      response.put("status", answer.status());
      response.putObject("headers").put("Content-Type", "application/json");
      response.set("body", answer.body());
    }
    return root;
  }

  /** Who calls, if it may: a call is counted. */
  private Optional<Actor> admitted(Context context) {
    Optional<Actor> actor = admission.actor(context);
    if (actor.isEmpty()) {
      context.header("WWW-Authenticate", "Bearer");
      answer(
          context,
          UNAUTHORIZED,
          Envelope.error(
              "Unauthorized",
              "System.UnauthorizedAccessException",
              "A valid bearer token is needed (Authorization: Bearer ...)."));
      return actor;
    }
    return actor.filter(one -> counted(context, one, 1));
  }

  /** Counts calls; if that is too many, answers so. */
  private boolean counted(Context context, Actor actor, int calls) {
    int wait = rate.take(actor.userId(), calls);
    if (wait > 0) {
      context.header("Retry-After", Integer.toString(wait));
      answer(
          context,
          TOO_MANY,
          Envelope.error(
              "TooManyRequests",
              "Microsoft.Exchange.Throttling",
              "More than "
                  + RateLimit.CALLS_PER_MINUTE
                  + " calls in this minute. Try again in "
                  + wait
                  + " seconds."));
    }
    return wait == 0;
  }

  private static Optional<JsonNode> body(Context context) {
    try (InputStream in = context.bodyInputStream()) {
      byte[] bytes = in.readNBytes(HttpServer.MOST_BODY + 1);
      if (bytes.length > HttpServer.MOST_BODY) {
        answer(
            context,
            TOO_LARGE,
            Envelope.error(
                "RequestEntityTooLarge",
                "Microsoft.Exchange.AdminApi.TooLarge",
                "A body has at most " + HttpServer.MOST_BODY + " bytes."));
        return Optional.empty();
      }
      JsonNode tree = JSON.readTree(bytes);
      if (tree.isObject() && Unicode.isWhole(tree)) {
        return Optional.of(tree);
      }
      bad(context, tree.isObject() ? Unicode.BROKEN : "The body is not a JSON object.");
    } catch (JsonProcessingException e) {
      bad(context, "The body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.empty();
  }

  private Invocation.Page page(Context context) {
    Matcher wanted = MAX_PAGE.matcher(Optional.ofNullable(context.header("Prefer")).orElse(""));
    int size = wanted.find() ? Integer.parseInt(wanted.group(1)) : Invocation.MOST_PAGE;
    return new Invocation.Page(
        url(context),
        Optional.ofNullable(context.queryParam("$skiptoken")).orElse(""),
        Math.clamp(size, 1, Invocation.MOST_PAGE));
  }

  /** Behind a proxy that ends TLS the request itself says http: a token that followed it leaks. */
  private String url(Context context) {
    String host = Optional.ofNullable(context.header("Host")).orElse("");
    String name = host.replaceFirst(":[0-9]*$", "");
    return base.get()
        .filter(url -> name.equalsIgnoreCase(url.getHost()))
        .map(url -> url.toString().replaceAll("/+$", "") + context.path())
        .orElseGet(context::url);
  }

  private static void bad(Context context, String message) {
    answer(
        context,
        BAD_REQUEST,
        Envelope.error("BadRequest", "Microsoft.Exchange.AdminApi.BadRequest", message));
  }

  static void answer(Context context, int status, ObjectNode body) {
    context.status(status).contentType("application/json; charset=utf-8").result(body.toString());
  }
}
