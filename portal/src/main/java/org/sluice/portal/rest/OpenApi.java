package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The OpenAPI 3.1 document, made from the operations that the server itself runs by. */
final class OpenApi {
  /** Of the interface, not of the program: it grows with what clients have to know. */
  private static final String VERSION = "1.0.0";

  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

  private OpenApi() {}

  static ObjectNode document(List<Operation> operations) {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "Sluice")
        .put("version", VERSION)
        .put("summary", "Administration of the guard on the outbound side of self-hosted mail.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
    root.putArray("servers").addObject().put("url", RestSite.ROOT);
    root.putArray("security").addObject().putArray("token");
    ObjectNode paths = root.putObject("paths");
    operations.forEach(o -> add(paths.withObjectProperty(o.path()), o));
    ObjectNode components = root.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    components.putObject("schemas").set("Problem", answered(problem().document()));
    return root;
  }

  private static Schema problem() {
    return Schema.shape()
        .with("type", Schema.text(""))
        .with("title", Schema.text(""))
        .with("status", new Schema.Whole(400, 599, ""))
        .with("detail", Schema.text("For a person."))
        .with("mistakes", Schema.texts(Schema.MOST_ITEMS, "Everything that is wrong."))
        .needing("title", "status", "detail");
  }

  private static void add(ObjectNode path, Operation operation) {
    ObjectNode node =
        path.putObject(operation.method().name().toLowerCase(Locale.ROOT))
            .put("operationId", operation.id())
            .put("summary", operation.summary())
            .put("description", "Needs the role " + operation.role().title() + ".");
    node.putArray("tags").add(operation.path().split("/", -1)[1]);
    ArrayNode parameters = node.putArray("parameters");
    Matcher names = NAME.matcher(operation.path());
    while (names.find()) {
      parameter(parameters, names.group(1), "path", true, Schema.text("").document());
    }
    operation
        .queries()
        .forEach(q -> parameter(parameters, q.name(), "query", false, q.schema().document()));
    if (operation.ifMatch() != Operation.IfMatch.NOT_LOOKED_AT) {
      parameter(
          parameters,
          "If-Match",
          "header",
          operation.ifMatch() == Operation.IfMatch.NEEDED,
          Schema.text("The ETag that was seen.").document());
    }
    operation
        .takes()
        .ifPresent(schema ->
            node.putObject("requestBody")
                .put("required", !schema.required().isEmpty())
                .set("content", content("application/json", schema.document())));
    responses(node.putObject("responses"), operation);
  }

  private static void parameter(
      ArrayNode all, String name, String in, boolean required, ObjectNode schema) {
    all.addObject().put("name", name).put("in", in).put("required", required).set("schema", schema);
  }

  private static void responses(ObjectNode responses, Operation operation) {
    boolean makes = operation.method() == Operation.Method.POST && !operation.path().contains("{");
    String status = operation.answers().isEmpty() ? "204" : makes ? "201" : "200";
    ObjectNode done = responses.putObject(status).put("description", "Done.");
    operation
        .answers()
        .ifPresent(schema ->
            done.set("content", content("application/json", answered(schema.document()))));
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    problem.put("$ref", "#/components/schemas/Problem");
    responses
        .putObject("default")
        .put("description", "It was not carried out, and nothing changed.")
        .set("content", content(Problem.CONTENT_TYPE, problem));
  }

  /** How long a text or a list may be binds the client alone. */
  private static ObjectNode answered(ObjectNode schema) {
    schema.remove(List.of("maxLength", "maxItems"));
    schema.forEach(child -> {
      if (child instanceof ObjectNode inner) {
        answered(inner);
      }
    });
    return schema;
  }

  private static ObjectNode content(String type, ObjectNode schema) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.putObject(type).set("schema", schema);
    return content;
  }
}
