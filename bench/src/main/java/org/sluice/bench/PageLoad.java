package org.sluice.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;

/**
 * Asks for each page of the portal again and again, over one connection, and prints a row of a
 * table for each: bytes; least, median and 99th percentile of the milliseconds from the request to
 * the last byte, as its client sees them. Arguments: the URL, a token of a Global Administrator.
 */
public final class PageLoad {
  private static final int WARMUP = 30;
  private static final int ROUNDS = 200;
  private static final double NANOS = 1e6;
  private static final List<String> PAGES =
      List.of(
          "/",
          "/restricted",
          "/restricted?q=u77",
          "/restricted?sort=external&dir=desc&page=1500",
          "/restricted/unblock?who=user:u77@d27.example.org",
          "/entity?name=u77@d27.example.org",
          "/alert-policies",
          "/alert-policies/policy?name=User+restricted+from+sending+email",
          "/alerts",
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
          "/settings/tokens");

  private PageLoad() {}

  /** Measures and prints. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (String page : PAGES) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(arguments[0] + page))
                .header("Authorization", "Bearer " + arguments[1])
                .build();
        measure(http, request, page);
      }
    }
  }

  private static void measure(HttpClient http, HttpRequest request, String page)
      throws IOException, InterruptedException {
    long[] nanos = new long[ROUNDS];
    int bytes = 0;
    for (int i = -WARMUP; i < nanos.length; i++) {
      long from = System.nanoTime();
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException(page + " answers " + answer.statusCode());
      }
      bytes = answer.body().length;
      if (i >= 0) {
        nanos[i] = System.nanoTime() - from;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "| `%s` | %.1f | %.1f | %.1f | %.1f |%n",
        page,
        bytes / 1e3,
        nanos[0] / NANOS,
        nanos[nanos.length / 2] / NANOS,
        nanos[nanos.length * 99 / 100] / NANOS);
  }
}
