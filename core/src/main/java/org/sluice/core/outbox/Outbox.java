package org.sluice.core.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Delivery.State;

/**
 * Port: what waits to be delivered. Durable: each method that changes returns once the change is
 * written, or throws. Deliveries are put here by the stores themselves, in the transaction of the
 * fact that they tell of; {@link #put} is for what goes with no fact. Thread-safe; methods block.
 */
public interface Outbox {
  /**
   * The most deliveries that may wait on one channel, or for one receiver where receivers do not
   * wait for each other ({@link Channel#isByReceiver}), so that a dead receiver takes no other's
   * place; those beyond are given up at once, visibly, with an error in the log.
   */
  int MOST_WAITING = 10_000;

  /** Why an alert is given up whose end has arrived before it; what went wrong last follows. */
  String OVERTAKEN = "Not tried again, for that the alert is over was delivered before. ";

  /** The most deliveries that one call answers. */
  int MOST = 1_000;

  /** Puts something in, once for each key. */
  void put(Outgoing outgoing);

  /** What is due on a channel, longest due first. */
  default List<Delivery> due(Channel channel, Instant now, int most) {
    return due(channel, Reach.ALL, now, most);
  }

  /**
   * The same of what is within reach: the others are left to nodes that know them, for {@link
   * Reach#PATIENCE}. What seems due later than any wait lasts was put off before the clock was set
   * back: it is due now. What has to arrive after something else ({@link Outgoing#before}) is not
   * due while that waits.
   */
  List<Delivery> due(Channel channel, Reach reach, Instant now, int most);

  /**
   * Asks, right before a delivery is begun, whether it still waits, is due and is this node's:
   * others may have been served for longer than its claim lasts, and another node may have tried it
   * meanwhile and put it off. From here on it is this node's for longer than the delivery may take:
   * five minutes by mail, else one.
   */
  boolean claim(long number, Instant now);

  /**
   * Notes that the next step cannot be called back.
   *
   * @return whether it may be taken: false if another node has taken the delivery over, if it does
   *     not wait any more, or if something else has to be delivered or given up before it
   */
  boolean sending(long number, Instant now);

  /**
   * Notes the end of an attempt. If it arrived, what else waits for the same receiver is due now:
   * it can be reached. What another node has taken for unconfirmed meanwhile is noted too: whoever
   * made the attempt knows better. An alert that is to be tried again, but whose end has arrived
   * meanwhile ({@link Outgoing#before}), is given up ({@link #OVERTAKEN}).
   *
   * @return the alert that was given up so: what was tried, or whose end it is; mostly none
   */
  Optional<Delivery> tried(long number, Attempt attempt, Instant now);

  /** Deliveries in these states (all if empty), the newest first. */
  default List<Delivery> list(List<State> states, int most) {
    return list(states, Long.MAX_VALUE, most);
  }

  /** The same of those with a smaller number only. */
  List<Delivery> list(List<State> states, long before, int most);

  /** One delivery. */
  Optional<Delivery> find(long number);

  /**
   * Tries anew, from the beginning, what waits, is unconfirmed or was given up; with its record.
   *
   * @return whether there was such a delivery
   */
  boolean restart(long number, Instant now, AuditRecord record);

  /**
   * The same for what was given up, the newest {@value #MOST_WAITING} of it, but for alerts whose
   * end has arrived; with one record, and with none if there is nothing.
   *
   * @param record of how many are tried
   * @return how many are tried
   */
  long restartGivenUp(Instant now, LongFunction<AuditRecord> record);

  /**
   * How an attempt ended.
   *
   * @param state {@link State#SENT}, {@link State#WAITING} or {@link State#GIVEN_UP}
   * @param due when to try again, while it waits
   * @param error what went wrong; empty if nothing did
   */
  record Attempt(State state, Instant due, String error) {
    /** The longest error that is kept, in characters. */
    public static final int MOST_ERROR = 500;

    public Attempt {
      error = error.length() <= MOST_ERROR ? error : error.substring(0, MOST_ERROR);
    }

    /** It arrived. */
    public static Attempt arrived(Instant now) {
      return new Attempt(State.SENT, now, "");
    }
  }
}
