package org.sluice.app;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears SIGHUP. Java's only way is {@code sun.misc.Signal} (module jdk.unsupported), which the
 * compiler warns of wherever it is named; so it is looked up, and a Java without it reloads nothing
 * and says so.
 */
final class HangUp {
  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  private HangUp() {}

  /** Runs the action at each SIGHUP, on a thread of its own. */
  static void run(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object heard =
          Proxy.newProxyInstance(
              HangUp.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), heard);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP is not heard by this Java; a changed configuration needs a restart", e);
    }
  }
}
