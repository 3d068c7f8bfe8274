package org.sluice.portal.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;

/** A part of what the server shows, with its own form for what is refused or fails. */
public interface Site {

  /** The beginnings of the paths that are its own; of several sites the longest one answers. */
  List<String> paths();

  /**
   * The most time that the body of a request takes to come, from the end of the request's header.
   *
   * @param path of the request, one of its own
   */
  default Duration bodyTime(String path) {
    return HttpServer.BODY_TIME;
  }

  /** Adds what it shows. */
  void addTo(RoutesConfig routes);

  /**
   * Answers a request that none of its handlers answered.
   *
   * @param status 404 where there is nothing, 500 where a handler failed, else what the HTTP layer
   *     found
   * @param words for a person; nothing secret
   */
  void refuse(Context context, int status, String words);
}
