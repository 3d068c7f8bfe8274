package org.sluice.portal.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Refusal;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.HttpServer;
import org.sluice.portal.http.Site;
import org.sluice.portal.http.Unicode;

/**
 * The resources below {@code /api/v1} and their OpenAPI document. Roles are checked by the verbs.
 */
public final class RestSite implements Site {
  static final String ROOT = "/api/v1";
  private static final String JSON_TYPE = "application/json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_QUERY_VALUE = 2_000;
  private static final int MOST_TAGS = 50;

  private final Admission admission;
  private final List<Operation> operations;
  private final Supplier<String> document;

  public RestSite(Administration administration, Admission admission) {
    this.admission = admission;
    this.operations =
        Stream.of(
                new RestrictionResource(administration).operations(),
                new SenderResource(administration).operations(),
                new PolicyResource(administration).operations(),
                new RuleResource(administration).operations(),
                new AlertPolicyResource(administration).operations(),
                new AlertResource(administration).operations(),
                new AuditResource(administration).operations())
            .flatMap(List::stream)
            .toList();
    this.document = () -> OpenApi.document(operations).toPrettyString();
  }

  @Override
  public List<String> paths() {
    return List.of("/api/");
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/openapi.json", this::describe);
    for (Operation operation : operations) {
      String path = ROOT + operation.path();
      switch (operation.method()) {
        case GET -> routes.get(path, context -> answer(context, operation));
        case POST -> routes.post(path, context -> answer(context, operation));
        case PATCH -> routes.patch(path, context -> answer(context, operation));
        case DELETE -> routes.delete(path, context -> answer(context, operation));
      }
    }
  }

  @Override
  public void refuse(Context context, int status, String words) {
    problem(context, Problem.body(status, words), status);
  }

  /** Where a resource is. */
  static String location(String list, String... names) {
    return ROOT
        + list
        + Stream.of(names)
            .map(name -> "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining());
  }

  /** What the server can do is nobody's secret; the program is public. */
  private void describe(Context context) {
    context.contentType(JSON_TYPE).result(document.get());
  }

  private void answer(Context context, Operation operation) {
    try {
      Reply reply = operation.action().apply(request(context, operation));
      context.status(reply.status()).header("Cache-Control", "no-store");
      if (!reply.version().isEmpty()) {
        context.header("ETag", '"' + reply.version() + '"');
      }
      if (!reply.location().isEmpty()) {
        context.header("Location", reply.location());
      }
      reply.body().ifPresent(body -> context.contentType(JSON_TYPE).result(body.toString()));
    } catch (Problem e) {
      if (e.status() == Problem.UNAUTHORIZED) {
        context.header("WWW-Authenticate", "Bearer");
      }
      problem(context, e.body(), e.status());
    } catch (Refusal e) {
      Problem problem = Problem.of(e);
      problem(context, problem.body(), problem.status());
    }
  }

  private static void problem(Context context, ObjectNode body, int status) {
    context.status(status).contentType(Problem.CONTENT_TYPE).result(body.toString());
  }

  private Request request(Context context, Operation operation) {
    Actor actor =
        admission
            .actor(context)
            .orElseThrow(() ->
                new Problem(
                    Problem.UNAUTHORIZED,
                    "A valid bearer token is needed (Authorization: Bearer ...)."));
    ObjectNode body = operation.takes().map(s -> body(context, s)).orElse(empty());
    return new Request(
        actor, context.pathParamMap(), query(context, operation), body, tags(context));
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static Map<String, List<String>> query(Context context, Operation operation) {
    Map<String, List<String>> given = new HashMap<>(context.queryParamMap());
    given.forEach((name, values) -> {
      Operation.Query known =
          operation.queries().stream()
              .filter(q -> q.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new Problem(
                      Problem.BAD_REQUEST,
                      "There is no parameter '"
                          + name
                          + "' here. There are: "
                          + operation.queries().stream().map(q -> q.name()).toList()
                          + "."));
      check(known, values);
    });
    return given;
  }

  private static void check(Operation.Query known, List<String> values) {
    boolean several = known.schema() instanceof Schema.Items;
    if (values.size() > (several ? Schema.MOST_ITEMS : 1)) {
      throw new Problem(
          Problem.BAD_REQUEST,
          "'%s' may be given %s."
              .formatted(known.name(), several ? Schema.MOST_ITEMS + " times" : "once"));
    }
    for (String value : values) {
      if (value.length() > MOST_QUERY_VALUE) {
        throw new Problem(
            Problem.BAD_REQUEST,
            "'" + known.name() + "' has at most " + MOST_QUERY_VALUE + " characters.");
      }
    }
  }

  /** RFC 9110: a weak tag never matches, for a change needs the very thing that was seen. */
  private static Optional<List<String>> tags(Context context) {
    return Optional.ofNullable(context.header("If-Match"))
        .map(header ->
            Stream.of(header.split(",", MOST_TAGS))
                .map(String::strip)
                .map(tag -> tag.replaceAll("^\"(.*)\"$", "$1"))
                .toList());
  }

  private static ObjectNode body(Context context, Schema.Shape wanted) {
    String type = Optional.ofNullable(context.contentType()).orElse(JSON_TYPE);
    if (!type.toLowerCase(Locale.ROOT).matches("application/([a-z.-]+\\+)?json( *;.*)?")) {
      throw new Problem(Problem.UNSUPPORTED, "The body has to be application/json.");
    }
    try (InputStream in = context.bodyInputStream()) {
      byte[] bytes = in.readNBytes(HttpServer.MOST_BODY + 1);
      if (bytes.length > HttpServer.MOST_BODY) {
        throw new Problem(
            Problem.TOO_LARGE, "A body has at most " + HttpServer.MOST_BODY + " bytes.");
      }
      JsonNode tree = bytes.length == 0 ? empty() : JSON.readTree(bytes);
      if (!Unicode.isWhole(tree)) {
        throw new Problem(Problem.BAD_REQUEST, Unicode.BROKEN);
      }
      List<String> mistakes = wanted.mistakes(tree);
      if (!mistakes.isEmpty()) {
        throw new Problem(
            Problem.UNPROCESSABLE, "The body is not right: " + mistakes.getFirst() + ".", mistakes);
      }
      return (ObjectNode) tree;
    } catch (JsonProcessingException e) {
      throw new Problem(Problem.BAD_REQUEST, "The body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new Problem(Problem.BAD_REQUEST, "The body could not be read: " + e.getMessage());
    }
  }
}
