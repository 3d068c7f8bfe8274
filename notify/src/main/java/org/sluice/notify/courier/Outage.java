package org.sluice.notify.courier;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;

/**
 * Says in the log that something fails which is tried again and again: each cause once, and once
 * that it works again, however many find it. What is lost is one line; a fault of the program has
 * its trace. Thread-safe.
 */
public final class Outage {
  /** The most causes of one outage that are said. */
  static final int MOST_CAUSES = 8;

  private final Logger log;
  private final String fails;
  private final String works;
  private final Set<String> failing = new HashSet<>();
  private final Set<String> causes = new HashSet<>();

  /**
   * None yet.
   *
   * @param fails what is said, with the cause behind it
   * @param works what is said when nobody finds it failing any more
   */
  public Outage(Logger log, String fails, String works) {
    this.log = log;
    this.fails = fails;
    this.works = works;
  }

  /** Somebody found that it fails. */
  public synchronized void fails(String who, Throwable e) {
    failing.add(who);
    Throwable root = root(e);
    if (causes.size() >= MOST_CAUSES || !causes.add(cause(root))) {
      return;
    }
    if (isOfOutside(root)) {
      log.error("{}: {}", fails, root.toString());
    } else {
      log.error("{}: {}", fails, root.toString(), e);
    }
  }

  /** A pool says in each of its failures how long it waited, and for how many. */
  private static String cause(Throwable root) {
    return root instanceof SQLException sql
        ? root.getClass().getName() + " " + sql.getSQLState()
        : root.toString();
  }

  /** A server that is away, a disk that is full: the trace would say nothing. */
  private static boolean isOfOutside(Throwable root) {
    return root instanceof IOException || root instanceof SQLException;
  }

  /** Whoever found that it fails finds that it works. */
  public synchronized void works(String who) {
    if (failing.remove(who) && failing.isEmpty()) {
      causes.clear();
      log.info(works);
    }
  }

  /** What is behind it. */
  static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
