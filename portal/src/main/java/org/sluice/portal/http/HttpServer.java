package org.sluice.portal.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.administration.Refusal;

/**
 * The HTTP server of administrators and of those who ask or watch. Bounds are named here.
 *
 * <p>There are as many threads as connections, so that no number of clients which send slowly, or
 * wait for their turn to sign in, keeps those who ask for decisions or health from being served.
 * They are threads of the operating system, made when they are needed: reading a list from SQLite
 * or reckoning a password on a virtual thread would hold back all others of the process.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** The longest body, in bytes, that a site reads whole. */
  public static final int MOST_BODY = 1 << 20;

  /** The most connections; the next waits until one ends. Of pages that listen there are 200. */
  static final int MOST_CONNECTIONS = 500;

  /** The most time that the body of a request takes to come, where its site grants no other. */
  static final Duration BODY_TIME = Duration.ofSeconds(20);

  /** The most seconds that a connection is open without the whole header of a request. */
  static final int HEADER_SECONDS = 40;

  /** One for each connection, and those that accept and select them. */
  private static final int THREADS = MOST_CONNECTIONS + 12;

  /** With all connections taken, one that is idle so long ends. */
  private static final long IDLE_MILLIS_IF_FULL = 1_000;

  private static final int LEAST_THREADS = 2;
  private static final int NOT_FOUND = 404;
  private static final int INTERNAL = 500;
  private static final int UNAVAILABLE = 503;

  private final List<Site> sites;
  private final Javalin javalin;

  /**
   * @param sites the first answers for paths that are nobody's
   */
  public HttpServer(List<Site> sites) {
    this(sites, TimeUnit.SECONDS.toMillis(HEADER_SECONDS), MOST_CONNECTIONS);
  }

  /** With other bounds for the time that a header takes, and for connections. */
  HttpServer(List<Site> sites, long headerMillis, int connections) {
    this.sites = List.copyOf(sites);
    this.javalin =
        Javalin.create(config -> {
          config.startup.showJavalinBanner = false;
          config.startup.showOldJavalinVersionWarning = false;
          config.jetty.threadPool = new QueuedThreadPool(THREADS, LEAST_THREADS);
          config.jetty.modifyServer(server -> bound(server, headerMillis, connections));
          config.http.maxRequestSize = MOST_BODY;
          this.sites.forEach(site -> site.addTo(config.routes));
          config.routes.exception(HttpResponseException.class, this::refused);
          config.routes.exception(Refusal.class, this::refusedByTheStore);
          config.routes.exception(Exception.class, this::failed);
        });
  }

  private void bound(Server server, long headerMillis, int connections) {
    NetworkConnectionLimit limit = new NetworkConnectionLimit(connections, server);
    limit.setEndPointIdleTimeout(IDLE_MILLIS_IF_FULL);
    server.addBean(limit);
    BodyDeadline bodies = new BodyDeadline(path -> site(path).bodyTime(path));
    HeaderDeadline handler = new HeaderDeadline(headerMillis, bodies);
    handler.watch(server);
    server.setHandler(handler);
  }

  /**
   * Listens.
   *
   * @param port 0 for any that is free
   * @return the port
   * @throws IOException if it cannot be had
   */
  public int listen(String host, int port) throws IOException {
    try {
      javalin.start(host, port);
      return javalin.port();
    } catch (RuntimeException e) {
      javalin.stop();
      throw new IOException(
          "Cannot listen on "
              + host
              + ":"
              + port
              + ": "
              + e.getMessage()
              + ". Is another Sluice running? `administration.listen` in the configuration names"
              + " the address.",
          e);
    }
  }

  /** Every route, such as {@code GET /metrics}, with its path as it was added. */
  public List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> endpoint.method + " " + endpoint.path)
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private void refused(HttpResponseException e, Context context) {
    String words =
        e.getStatus() == NOT_FOUND ? "There is nothing here." : String.valueOf(e.getMessage());
    site(context.path()).refuse(context, e.getStatus(), words);
  }

  /** Before a page or a verb was reached: a session that cannot be read, say. */
  private void refusedByTheStore(Refusal e, Context context) {
    if (e.kind() == Refusal.Kind.UNRECORDABLE && !context.res().isCommitted()) {
      site(context.path()).refuse(context, UNAVAILABLE, String.valueOf(e.getMessage()));
    } else {
      failed(e, context);
    }
  }

  private void failed(Exception e, Context context) {
    if (e instanceof UncheckedIOException && e.getCause() instanceof EofException) {
      LOG.debug("{} {}: the client went away", context.method(), context.path(), e);
      return;
    }
    LOG.error("{} {} failed", context.method(), context.path(), e);
    if (context.res().isCommitted()) {
      // What was sent already cannot be called back: without its end the client knows that it is
      // not the whole (RFC 9112 section 8).
      ServletContextRequest.getServletContextRequest(context.req())
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close(e);
      return;
    }
    site(context.path())
        .refuse(
            context,
            INTERNAL,
            "Sluice could not carry this out; its log says why. Nothing is known to have"
                + " changed.");
  }

  private Site site(String asked) {
    return sites.stream()
        .flatMap(site -> site.paths().stream().map(path -> Map.entry(path, site)))
        .filter(entry -> asked.startsWith(entry.getKey()))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse(sites.getFirst());
  }
}
