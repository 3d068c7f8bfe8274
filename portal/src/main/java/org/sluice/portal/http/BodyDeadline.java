package org.sluice.portal.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * How long a client may take to send a body. The idle timeout of a connection begins anew with each
 * byte, so that a client which sends one now and then would hold a thread for as long as it likes;
 * here the connection ends when the whole body is not there in time. Thread-safe.
 */
final class BodyDeadline extends Handler.Wrapper {
  private final Function<String, Duration> most;

  /**
   * @param most of a path, from the end of the request's header to the end of its body
   */
  BodyDeadline(Function<String, Duration> most) {
    this.most = most;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!hasBody(request)) {
      return super.handle(request, response, callback);
    }
    Scheduler scheduler = request.getComponents().getScheduler();
    long mostMillis = most.apply(Request.getPathInContext(request)).toMillis();
    Scheduler.Task end =
        scheduler.schedule(() -> close(request), mostMillis, TimeUnit.MILLISECONDS);
    Callback done = Callback.from(callback, end::cancel);
    boolean handled = super.handle(new Watched(request, end), response, done);
    if (!handled) {
      end.cancel();
    }
    return handled;
  }

  private static boolean hasBody(Request request) {
    return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  private static void close(Request request) {
    request
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close(new TimeoutException("The body of a request did not come in time"));
  }

  /** A request whose deadline is met with the last of its body. */
  private static final class Watched extends Request.Wrapper {
    private final Scheduler.Task end;

    Watched(Request request, Scheduler.Task end) {
      super(request);
      this.end = end;
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk chunk = super.read();
      if (chunk != null && chunk.isLast()) {
        boolean _ = end.cancel();
      }
      return chunk;
    }
  }
}
