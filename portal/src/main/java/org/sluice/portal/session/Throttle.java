package org.sluice.portal.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How soon somebody may try a password again.
 *
 * <p>After {@value #FREE} failures the wait doubles with each further one. A client address waits
 * up to a quarter of an hour. An account waits up to half a minute, whoever tries: with it a
 * stranger who knows the address slows the administrator down and no more; and from an address from
 * which the account has signed in before, only that address's own failures count. An attempt counts
 * as failed until it is known to have succeeded, so that attempts at the same time gain nothing. A
 * wait that is refused does not grow.
 *
 * <p>A code of the second factor is six digits, and who tries one has the password already: there
 * an account waits as long as a client address does, however many addresses the codes come from.
 * From an address from which the account has signed in before only that address's own failures
 * count, and a recovery code, which nobody guesses, waits for its client's own failures alone: so
 * whoever knows a password cannot keep its owner out.
 *
 * <p>What is counted of accounts that there are is remembered apart from what strangers bring
 * along, so that no flood of names and addresses pushes it out. In memory; thread-safe.
 */
final class Throttle {
  /** Failures that cost nothing. */
  static final int FREE = 3;

  /**
   * Names and addresses that are remembered, of accounts and of strangers each; beyond it, the one
   * that was tried least recently goes.
   */
  static final int MOST_KEYS = 10_000;

  /** Characters of a name that are remembered; no address is longer. */
  static final int MOST_NAME = 254;

  static final Duration MOST_OF_ACCOUNT = Duration.ofSeconds(30);
  static final Duration MOST_OF_CLIENT = Duration.ofMinutes(15);

  /** Failures are forgotten so long after the last one. */
  static final Duration REMEMBERED = Duration.ofHours(1);

  private static final int MOST_DOUBLINGS = 20;

  private record Failures(int count, Instant last) {}

  /**
   * What failures are counted of.
   *
   * @param most the longest that it waits
   * @param ofAccount whether it is an account's, of which there are so many and no more, and not
   *     what anybody may bring along
   */
  record Key(String name, Duration most, boolean ofAccount) {}

  /** The least recent goes when there are too many. */
  private static final class Remembered extends LinkedHashMap<Key, Failures> {
    private static final long serialVersionUID = 1L;

    Remembered() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Failures> eldest) {
      return size() > MOST_KEYS;
    }
  }

  private final Remembered accounts = new Remembered();
  private final Remembered strangers = new Remembered();

  /** Whose a name is that is typed at the door. */
  enum Whose {
    /** There is no such account. */
    NOBODY,
    /** An account's. */
    ACCOUNT,
    /** An account's that has last signed in from this address. */
    FROM_ITS_PLACE
  }

  /** Who tries what from where. */
  record Attempt(List<Key> keys) {

    /** A password. */
    static Attempt password(String account, String clientIp, Whose whose) {
      String name = account.length() > MOST_NAME ? account.substring(0, MOST_NAME) : account;
      Key client = ofClient("client " + network(clientIp));
      String ofName = "account " + name;
      return switch (whose) {
        case NOBODY -> new Attempt(List.of(new Key(ofName, MOST_OF_ACCOUNT, false), client));
        case ACCOUNT -> new Attempt(List.of(new Key(ofName, MOST_OF_ACCOUNT, true), client));
        case FROM_ITS_PLACE ->
            new Attempt(List.of(ofAccount("known " + name + " " + network(clientIp))));
      };
    }

    /**
     * A code of an authenticator, by somebody who has the password.
     *
     * @param known whether the account has last signed in from this address
     */
    static Attempt code(String account, String clientIp, boolean known) {
      return known
          ? new Attempt(List.of(ofAccount("known code " + account + " " + network(clientIp))))
          : new Attempt(
              List.of(ofAccount("code " + account), ofClient("code from " + network(clientIp))));
    }

    /** What may be a recovery code, by somebody who has the password. */
    static Attempt recovery(String account, String clientIp) {
      return new Attempt(List.of(ofClient("recovery " + account + " " + network(clientIp))));
    }

    /** The password again, or a first code, by somebody whose session it is. */
    static Attempt own(String account) {
      return new Attempt(List.of(ofAccount("own " + account)));
    }

    private static Key ofClient(String name) {
      return new Key(name, MOST_OF_CLIENT, false);
    }

    private static Key ofAccount(String name) {
      return new Key(name, MOST_OF_CLIENT, true);
    }

    /** The first half of an IPv6 address belongs to one subscriber. */
    private static String network(String ip) {
      String[] parts = ip.split(":", -1);
      return parts.length < 5 ? ip : String.join(":", List.of(parts).subList(0, 4));
    }
  }

  /** Begins an attempt; answers zero, or how long to wait. */
  synchronized Duration begin(Attempt attempt, Instant now) {
    Duration wait = Duration.ZERO;
    for (Key key : attempt.keys()) {
      Duration own = wait(key, now);
      wait = own.compareTo(wait) > 0 ? own : wait;
    }
    if (wait.isZero()) {
      attempt.keys().forEach(key -> failures(key).put(key, new Failures(count(key, now) + 1, now)));
    }
    return wait;
  }

  /** The attempt has succeeded. */
  synchronized void succeeded(Attempt attempt) {
    attempt.keys().forEach(key -> failures(key).remove(key));
  }

  /** Nobody looked at what the attempt showed, so it does not count. */
  synchronized void untried(Attempt attempt) {
    for (Key key : attempt.keys()) {
      failures(key)
          .computeIfPresent(
              key, (k, f) -> f.count() > 1 ? new Failures(f.count() - 1, f.last()) : null);
    }
  }

  private Remembered failures(Key key) {
    return key.ofAccount() ? accounts : strangers;
  }

  private int count(Key key, Instant now) {
    Failures known = failures(key).get(key);
    return known == null || !now.isBefore(known.last().plus(REMEMBERED)) ? 0 : known.count();
  }

  private Duration wait(Key key, Instant now) {
    int count = count(key, now);
    Failures known = failures(key).get(key);
    if (known == null || count < FREE) {
      return Duration.ZERO;
    }
    Duration delay = Duration.ofSeconds(1L << Math.min(count - FREE, MOST_DOUBLINGS));
    Duration bounded = delay.compareTo(key.most()) > 0 ? key.most() : delay;
    Duration left = Duration.between(now, known.last().plus(bounded));
    // A clock that was set back locks nobody out for longer than the wait itself.
    return left.isNegative() ? Duration.ZERO : left.compareTo(bounded) > 0 ? bounded : left;
  }
}
