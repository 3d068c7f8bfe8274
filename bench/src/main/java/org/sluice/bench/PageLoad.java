package org.sluice.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks for each page of the portal again and again, over one connection, and prints a row of a
 * table for each: bytes; least, median and 99th percentile of the milliseconds from the request to
 * the last byte, as its client sees them. An export is as long as what it exports: it is read to
 * its first bytes and broken off. What lists cost somebody who is limited to a domain is measured
 * with a token that is made for it, and revoked. Arguments: the URL, a token of a Global
 * Administrator.
 */
public final class PageLoad {
  private static final int WARMUP = 30;
  private static final int ROUNDS = 100;
  private static final int FIRST_BYTES = 1_024;
  private static final double NANOS = 1e6;

  /**
   * Of {@link PageStore} a fiftieth of the restricted users; a few that are the oldest of all; all
   * but these. The last has nearly every audit record.
   */
  private static final List<String> DOMAINS =
      List.of("d27.example.org", "quiet.example.com", ".example.org", "example.org");

  private static final String TOKEN = "bench-pages";
  private static final String ALERT = "/alerts/alert?id=";
  private static final List<String> PAGES =
      List.of(
          "/",
          "/plots/decisions",
          "/restricted",
          "/restricted?q=u77",
          "/restricted?sort=external&dir=desc&page=1500",
          "/restricted/unblock?who=user:u77@d27.example.org",
          "/entity?name=u77@d27.example.org",
          "/entity/restrictions?name=u77@d27.example.org",
          "/plots/sender?name=u77@d27.example.org&days=1",
          "/plots/sender?name=u77@d27.example.org&days=14",
          "/alert-policies",
          "/alert-policies/policy?name=User+restricted+from+sending+email",
          "/alerts",
          "/alerts?q=u77",
          ALERT,
          "/policies",
          "/policies/policy?name=Default",
          "/audit",
          "/audit?user=user7@example.org",
          "/audit?operation=Set-HostedOutboundSpamFilterPolicy",
          "/audit?object=sender77@example.org",
          "/audit/record?number=77777",
          "/audit?text=not+to+be+found",
          "/audit?text=sender77777@",
          "/audit?text=password+changed",
          "/audit?text=er",
          "/audit?text=user7@&operation=Set-HostedOutboundSpamFilterPolicy",
          "/settings",
          "/settings/administrators",
          "/settings/tokens",
          "/api/v1/restricted-entities?limit=100",
          "/api/v1/alerts?limit=100",
          "/api/v1/audit-records?limit=100");
  private static final List<String> LIMITED =
      List.of(
          "/",
          "/restricted",
          "/restricted?q=u77",
          "/restricted?sort=external&dir=desc",
          "/alerts",
          "/alerts?q=u77",
          "/alerts?status=all",
          "/alert-policies",
          "/policies",
          "/policies/policy?name=Default",
          "/audit",
          "/audit?operation=Listed",
          "/audit?operation=Set-HostedOutboundSpamFilterPolicy",
          "/audit?user=user7@example.org",
          "/audit?text=u77",
          "/audit?text=er",
          "/audit?text=not+to+be+found",
          "/api/v1/restricted-entities?limit=100",
          "/api/v1/alerts?limit=100",
          "/api/v1/audit-records?limit=100");
  private static final List<String> EXPORTS =
      List.of("/restricted.csv", "/audit/export?form=csv", "/audit/export?form=json");

  /** Whom a new policy for a fiftieth of all would apply to. */
  private static final String PREVIEW =
      "name=New&domain=d27.example.org&external=200&internal=500&day=600&action=BlockUser"
          + "&forwarding=Automatic&store-loss=Local&enabled=on&mode=Enforce&do=preview";

  private final HttpClient http;
  private final String url;

  private PageLoad(HttpClient http, String url) {
    this.http = http;
    this.url = url;
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      new PageLoad(http, arguments[0]).run(arguments[1]);
    }
  }

  private void run(String token) throws IOException, InterruptedException {
    String alert = found(ALERT.replace("?", "\\?") + "([0-9a-f-]+)", whole(get("/alerts", token)));
    for (String page : PAGES) {
      measure("`" + page + "`", get(page.equals(ALERT) ? page + alert : page, token), false);
    }
    measure("`/policies/new`, the preview", post("/policies/new", token, PREVIEW), false);
    for (String page : EXPORTS) {
      measure("`" + page + "`, to the first bytes", get(page, token), true);
    }
    for (String domain : DOMAINS) {
      runLimited(token, domain);
    }
  }

  private void runLimited(String token, String domain) throws IOException, InterruptedException {
    String form = "name=" + TOKEN + "&role=SecurityReader&domains=" + domain;
    String made = whole(post("/settings/tokens", token, form));
    String limited = found("<code class=\"any\">([^<]+)</code>", made);
    for (String page : LIMITED) {
      measure("`" + page + "` of " + domain, get(page, limited), false);
    }
    for (String page : EXPORTS) {
      measure("`" + page + "` of " + domain + ", to the first bytes", get(page, limited), true);
    }
    var _ = whole(post("/settings/tokens/revoke", token, "name=" + TOKEN));
  }

  private HttpRequest get(String path, String token) {
    return request(path, token).build();
  }

  private HttpRequest post(String path, String token, String form) {
    return request(path, token)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + token);
  }

  private String whole(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private static String found(String pattern, String page) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(page);
    if (!matcher.find()) {
      throw new IOException("No " + pattern + " in " + page);
    }
    return matcher.group(1);
  }

  private void measure(String name, HttpRequest request, boolean first)
      throws IOException, InterruptedException {
    long[] nanos = new long[ROUNDS];
    int bytes = 0;
    for (int i = -WARMUP; i < nanos.length; i++) {
      long from = System.nanoTime();
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      long until;
      try (InputStream body = answer.body()) {
        bytes = (first ? body.readNBytes(FIRST_BYTES) : body.readAllBytes()).length;
        until = System.nanoTime();
      }
      if (answer.statusCode() != 200) {
        throw new IOException(name + " answers " + answer.statusCode());
      }
      if (i >= 0) {
        nanos[i] = until - from;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "| %s | %.1f | %.1f | %.1f | %.1f |%n",
        name,
        bytes / 1e3,
        nanos[0] / NANOS,
        nanos[nanos.length / 2] / NANOS,
        nanos[nanos.length * 99 / 100] / NANOS);
  }
}
