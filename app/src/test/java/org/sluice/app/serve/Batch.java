package org.sluice.app.serve;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;

/** Calls of the cheapest kind, many in one request. */
final class Batch {
  private Batch() {}

  /** Sends so many calls of no cmdlet, of which each is answered by itself. */
  static Page send(String url, String token, int calls) {
    String requests =
        IntStream.range(0, calls)
            .mapToObj(i -> "{\"id\":\"" + i + "\",\"body\":{}}")
            .collect(Collectors.joining(","));
    return new Visitor(url)
        .send(
            "POST",
            "/adminapi/beta/example.org/$batch",
            "{\"requests\":[" + requests + "]}",
            "Authorization",
            "Bearer " + token,
            "Content-Type",
            "application/json");
  }
}
