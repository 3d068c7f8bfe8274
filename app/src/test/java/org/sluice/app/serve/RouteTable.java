package org.sluice.app.serve;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whom each route lets in; {@link RouteAccessTest} holds it against the server. */
final class RouteTable {
  private static final String CALL =
      "{\"CmdletInput\":{\"CmdletName\":\"Get-BlockedSenderAddress\",\"Parameters\":{}}}";

  /** A sender that a route names; one of those that a limited caller sees, or another. */
  private static final String SENDER = "{a-sender}";

  private static final String QUESTION =
      "{\"stage\":\"sender\",\"login\":\"" + SENDER + "\",\"client\":\"192.0.2.1\"}";

  /** An alert about a sender. */
  private static final String ALERT = "{an-alert}";

  /** The number of an audit record about a sender. */
  private static final String RECORD = "{a-record}";

  private RouteTable() {}

  /** Who asks. */
  enum Caller {
    NOBODY,
    WRONG_TOKEN,
    EXPIRED_TOKEN,
    REVOKED_TOKEN,
    GLOBAL_TOKEN,
    ADMINISTRATOR_TOKEN,
    READER_TOKEN,
    MAIL_SERVER_TOKEN,
    GLOBAL_SESSION,
    ADMINISTRATOR_SESSION,
    READER_SESSION,
    LIMITED_GLOBAL_TOKEN,
    LIMITED_ADMINISTRATOR_SESSION,
    LIMITED_READER_TOKEN;

    boolean byToken() {
      return name().endsWith("TOKEN");
    }

    /** Whether this one sees the senders of one domain alone. */
    boolean limited() {
      return name().startsWith("LIMITED");
    }
  }

  private static final Set<Caller> SESSIONS = ending("SESSION");
  private static final Set<Caller> GLOBAL_ONES =
      EnumSet.of(Caller.GLOBAL_TOKEN, Caller.GLOBAL_SESSION);

  /** Who may change what concerns the organization. */
  private static final Set<Caller> UNLIMITED =
      union(GLOBAL_ONES, Caller.ADMINISTRATOR_TOKEN, Caller.ADMINISTRATOR_SESSION);

  /** Who may change what concerns a sender. */
  private static final Set<Caller> ADMINISTRATORS =
      union(UNLIMITED, Caller.LIMITED_GLOBAL_TOKEN, Caller.LIMITED_ADMINISTRATOR_SESSION);

  private static final Set<Caller> READERS =
      union(
          ADMINISTRATORS, Caller.READER_TOKEN, Caller.READER_SESSION, Caller.LIMITED_READER_TOKEN);
  private static final Set<Caller> MAIL_SERVERS =
      union(GLOBAL_ONES, Caller.MAIL_SERVER_TOKEN, Caller.LIMITED_GLOBAL_TOKEN);
  private static final Set<Caller> EVERYBODY = EnumSet.allOf(Caller.class);

  private static Set<Caller> ending(String word) {
    EnumSet<Caller> all = EnumSet.allOf(Caller.class);
    all.removeIf(caller -> !caller.name().endsWith(word));
    return all;
  }

  private static Set<Caller> union(Set<Caller> some, Caller... others) {
    EnumSet<Caller> all = EnumSet.copyOf(some);
    all.addAll(List.of(others));
    return all;
  }

  /** What a route names, in one domain. */
  record Named(String sender, String alert, String record) {
    /** Of the domain that limited callers see; none of it is there. */
    static final Named NOTHING = new Named("nobody@example.org", "ffffffff", "999999");

    private String in(String text) {
      return text.replace(SENDER, sender).replace(ALERT, alert).replace(RECORD, record);
    }
  }

  /** A route: what is sent, and who is let in. */
  record Row(String path, String body, Set<Caller> letIn) {
    /** Whether it names something that belongs to a domain. */
    boolean names() {
      return !naming(Named.NOTHING).equals(this);
    }

    /** The same, with what it names. */
    Row naming(Named named) {
      return new Row(named.in(path), named.in(body), letIn);
    }
  }

  /** Lists in which a restricted sender stands. */
  static final Set<String> LISTS =
      Set.of(
          "POST /adminapi/beta/{organization}/InvokeCommand",
          "POST /adminapi/beta/{organization}/$batch",
          "GET /adminapi/beta/{organization}/AuditLog",
          "GET /restricted",
          "GET /restricted.csv",
          "GET /alerts",
          "GET /audit",
          "GET /audit/export",
          "GET /api/v1/alerts",
          "GET /api/v1/audit-records",
          "GET /api/v1/restricted-entities");

  /** Every route with its row. */
  static final Map<String, Row> ROWS = table();

  private static Map<String, Row> table() {
    Map<String, Row> table = new LinkedHashMap<>();
    String admin = "/adminapi/beta/{organization}/";
    String call = "/adminapi/beta/example.org/";
    table.put("POST " + admin + "InvokeCommand", new Row(call + "InvokeCommand", CALL, READERS));
    table.put(
        "POST " + admin + "$batch",
        new Row(call + "$batch", "{\"requests\":[{\"id\":\"1\",\"body\":" + CALL + "}]}", READERS));
    table.put("GET " + admin + "AuditLog", new Row(call + "AuditLog", "", READERS));
    table.putAll(resources());
    table.putAll(pages());
    table.put("GET /health/live", new Row("/health/live", "", EVERYBODY));
    table.put("GET /health/ready", new Row("/health/ready", "", EVERYBODY));
    table.put("GET /metrics", new Row("/metrics", "", READERS));
    table.put("POST /decide", new Row("/decide", QUESTION, MAIL_SERVERS));
    table.put("POST /stalwart/mta-hook", new Row("/stalwart/mta-hook", "{}", MAIL_SERVERS));
    table.put("GET /sign-in", new Row("/sign-in", "", EVERYBODY));
    table.put("GET /account", new Row("/account", "", SESSIONS));
    table.put("GET /account/second-factor", new Row("/account/second-factor", "", SESSIONS));
    table.put("POST /account/second-factor", new Row("/account/second-factor", "", SESSIONS));
    table.put(
        "POST /account/second-factor/off", new Row("/account/second-factor/off", "", SESSIONS));
    table.put("POST /account/password", new Row("/account/password", "", SESSIONS));
    table.put("POST /account/sign-out-others", new Row("/account/sign-out-others", "", SESSIONS));
    // Who is half signed in; of these callers nobody is. SecondFactorTest holds who is.
    Set<Caller> nobody = EnumSet.noneOf(Caller.class);
    table.put("GET /sign-in/second-factor", new Row("/sign-in/second-factor", "", nobody));
    table.put("POST /sign-in/second-factor", new Row("/sign-in/second-factor", "", nobody));
    table.put("GET /sign-in/enrolment", new Row("/sign-in/enrolment", "", nobody));
    table.put("POST /sign-in/enrolment", new Row("/sign-in/enrolment", "", nobody));
    // No provider is configured; OpenIdTest holds what one says.
    table.put("GET /sign-in/openid", new Row("/sign-in/openid", "", nobody));
    table.put("GET /sign-in/openid/back", new Row("/sign-in/openid/back", "", nobody));
    table.put("POST /sign-in", new Row("/sign-in", "name=x&password=y", nobody));
    table.put("GET /first/{token}", new Row("/first/none", "", nobody));
    table.put("POST /first/{token}", new Row("/first/none", "", nobody));
    table.put("GET /link/{token}", new Row("/link/none", "", nobody));
    table.put("POST /link/{token}", new Row("/link/none", "", nobody));
    // Ends the session it is sent with, so it comes last; it leads to the sign-in page.
    table.put("POST /sign-out", new Row("/sign-out", "", nobody));
    return table;
  }

  /** The portal. What is named does not exist, where that is possible. */
  private static Map<String, Row> pages() {
    Map<String, Row> table = new LinkedHashMap<>();
    table.put("GET /assets/{hash}/{name}", new Row("/assets/0/none.css", "", EVERYBODY));
    for (String path :
        List.of(
            "/",
            "/live",
            "/plots/decisions",
            "/restricted",
            "/restricted.csv",
            "/alerts",
            "/alert-policies",
            "/policies",
            "/audit",
            "/audit/export",
            "/audit/switch",
            "/audit/verify",
            "/settings")) {
      table.put("GET " + path, new Row(path, "", READERS));
    }
    Map.of(
            "/plots/sender",
            "?name=" + SENDER,
            "/entity",
            "?name=" + SENDER,
            "/restricted/restrict",
            "?name=nobody@example.org",
            "/restricted/unblock",
            "?who=user:" + SENDER,
            "/alerts/alert",
            "?id=" + ALERT,
            "/alert-policies/policy",
            "?name=none",
            "/alert-policies/new",
            "",
            "/policies/policy",
            "?name=none",
            "/policies/new",
            "",
            "/audit/record",
            "?number=" + RECORD)
        .forEach((path, query) -> table.put("GET " + path, new Row(path + query, "", READERS)));
    table.put(
        "GET /entity/restrictions", new Row("/entity/restrictions?name=" + SENDER, "", READERS));
    table.put("POST /audit/verify", new Row("/audit/verify", "number=&hash=", READERS));
    String people = "/settings/administrators";
    String one = people + "/administrator";
    table.put("GET " + people, new Row(people, "", GLOBAL_ONES));
    table.put("POST " + people, new Row(people, "address=x&role=SecurityReader", GLOBAL_ONES));
    table.put("GET " + one, new Row(one + "?id=nobody@example.org", "", GLOBAL_ONES));
    for (String path : List.of(one, one + "/link", one + "/remove")) {
      table.put(
          "POST " + path,
          new Row(path, "id=nobody@example.org&role=SecurityReader&version=", GLOBAL_ONES));
    }
    table.put("GET /settings/tokens", new Row("/settings/tokens", "", GLOBAL_ONES));
    table.put(
        "POST /settings/tokens",
        new Row("/settings/tokens", "name=a@b&role=SecurityReader", GLOBAL_ONES));
    table.put(
        "POST /settings/tokens/revoke",
        new Row("/settings/tokens/revoke", "name=none", GLOBAL_ONES));
    table.put("POST /audit/switch", new Row("/audit/switch", "on=yes", GLOBAL_ONES));
    for (String path :
        List.of(
            "/alert-policies/new",
            "/alert-policies/policy",
            "/alert-policies/remove",
            "/policies/new",
            "/policies/policy",
            "/policies/move",
            "/policies/remove",
            "/settings/test",
            "/settings/retry")) {
      table.put("POST " + path, new Row(path, "policy=none&rule=none&name=x", UNLIMITED));
    }
    String who = "who=user:" + SENDER;
    Map.of(
            "/restricted/restrict", "reason=seen&name=" + SENDER,
            "/restricted/unblock", "restriction=none&" + who,
            "/restricted/unblock/many", "restriction=none&" + who,
            "/restricted/unblock/selected", "who=user:nobody@example.org&" + who,
            "/policies/reevaluate", "policy=none",
            "/alerts/alert", "status=Resolved&version=none&id=" + ALERT)
        .forEach((path, form) -> table.put("POST " + path, new Row(path, form, ADMINISTRATORS)));
    return table;
  }

  /** The REST resources. What is named does not exist, where that is possible. */
  private static Map<String, Row> resources() {
    Map<String, Row> table = new LinkedHashMap<>();
    table.put("GET /api/openapi.json", new Row("/api/openapi.json", "", EVERYBODY));
    String api = "/api/v1/";
    for (String list :
        List.of(
            "alert-policies",
            "alerts",
            "audit-config",
            "audit-records",
            "audit-verification",
            "outbound-spam-policies",
            "outbound-spam-rules",
            "restricted-entities")) {
      table.put("GET " + api + list, new Row(api + list, "", READERS));
    }
    for (String list : List.of("alert-policies", "outbound-spam-policies", "outbound-spam-rules")) {
      String one = api + list + "/{name}";
      table.put("GET " + one, new Row(api + list + "/none", "", READERS));
      table.put("PATCH " + one, new Row(api + list + "/none", "{}", UNLIMITED));
      table.put("DELETE " + one, new Row(api + list + "/none", "", UNLIMITED));
    }
    table.put("GET /api/v1/alerts/{id}", new Row(api + "alerts/" + ALERT, "", READERS));
    table.put("PATCH /api/v1/alerts/{id}", new Row(api + "alerts/" + ALERT, "{}", ADMINISTRATORS));
    table.put(
        "PATCH /api/v1/audit-config",
        new Row(api + "audit-config", "{\"enabled\":true}", GLOBAL_ONES));
    table.put(
        "POST /api/v1/alert-policies",
        new Row(api + "alert-policies", "{\"name\":\"x\",\"operations\":[\"Listed\"]}", UNLIMITED));
    table.put(
        "POST /api/v1/outbound-spam-policies",
        new Row(api + "outbound-spam-policies", "{\"name\":\"x\"}", UNLIMITED));
    table.put(
        "POST /api/v1/outbound-spam-rules",
        new Row(
            api + "outbound-spam-rules",
            "{\"name\":\"x\",\"policy\":\"none\",\"senderDomainIs\":[\"x.test\"]}",
            UNLIMITED));
    String entities = "/api/v1/restricted-entities";
    String entity = entities + "/user/" + SENDER;
    table.put(
        "POST " + entities,
        new Row(
            entities,
            "{\"type\":\"user\",\"name\":\"" + SENDER + "\",\"reason\":\"\"}",
            ADMINISTRATORS));
    table.put("GET " + entities + "/{type}/{name}", new Row(entity, "", READERS));
    table.put(
        "GET " + entities + "/{type}/{name}/history", new Row(entity + "/history", "", READERS));
    table.put(
        "POST " + entities + "/{type}/{name}/release",
        new Row(entity + "/release", "{\"comment\":\"\"}", ADMINISTRATORS));
    table.put("GET /api/v1/senders/{sender}", new Row(api + "senders/" + SENDER, "", READERS));
    return table;
  }
}
