package org.sluice.portal.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * How long a connection may be open without the whole header of a request. The idle timeout begins
 * anew with each byte, so that a client which sends one now and then would hold one of the
 * connections for as long as it likes. Thread-safe.
 */
final class HeaderDeadline extends Handler.Wrapper
    implements Connection.Listener, LifeCycle.Listener {
  private final long mostMillis;
  private final Map<Connection, Scheduler.Task> waiting = new ConcurrentHashMap<>();

  /**
   * @param mostMillis from the opening of a connection, or the end of its last request, to the end
   *     of the next header
   * @param inner handles the requests
   */
  HeaderDeadline(long mostMillis, Handler inner) {
    super(inner);
    this.mostMillis = mostMillis;
  }

  /** Looks at the connections of a server; to be called before it starts. */
  void watch(Server server) {
    server.addEventListener(this);
  }

  @Override
  public void lifeCycleStarting(LifeCycle server) {
    for (Connector connector : getServer().getConnectors()) {
      connector.addEventListener(this);
    }
  }

  @Override
  public void onOpened(Connection connection) {
    waits(connection);
  }

  @Override
  public void onClosed(Connection connection) {
    hasCome(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    hasCome(connection);
    boolean handled = super.handle(request, response, thenWaits(connection, callback));
    if (!handled) {
      waits(connection);
    }
    return handled;
  }

  /** Before the next request can begin, which ends the wait: it must not be cut for this one. */
  private Callback thenWaits(Connection connection, Callback callback) {
    return new Callback.Nested(callback) {
      @Override
      public void succeeded() {
        waits(connection);
        super.succeeded();
      }

      @Override
      public void failed(Throwable failure) {
        waits(connection);
        super.failed(failure);
      }
    };
  }

  private void waits(Connection connection) {
    if (connection.getEndPoint().isOpen()) {
      waiting.put(
          connection,
          getServer()
              .getScheduler()
              .schedule(() -> end(connection), mostMillis, TimeUnit.MILLISECONDS));
    }
  }

  private void hasCome(Connection connection) {
    Scheduler.Task end = waiting.remove(connection);
    if (end != null) {
      end.cancel();
    }
  }

  private void end(Connection connection) {
    if (waiting.remove(connection) != null) {
      connection
          .getEndPoint()
          .close(new TimeoutException("The header of a request did not come in time"));
    }
  }
}
