package org.sluice.core.administration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sluice.core.access.Role;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.NotificationTest;
import org.sluice.core.outbox.Outbox;

/** Notifications: what became of them, trying one again, trying whether any arrives. */
public final class NotificationVerbs {
  /** So many times the most are looked through for who is limited to domains. */
  private static final int MOST_PAGES = 10;

  private final Act act;
  private final Outbox outbox;
  private final NotificationTest test;

  NotificationVerbs(Act act, Outbox outbox, NotificationTest test) {
    this.act = act;
    this.outbox = outbox;
    this.test = test;
  }

  /**
   * Deliveries in these states (all if empty), newest first, at most {@link Outbox#MOST}. Who is
   * limited to domains sees the notices that concern their senders, among the newest ten thousand.
   */
  public List<Delivery> list(Actor actor, List<Delivery.State> states) {
    Act.require(actor, Role.SecurityReader, "list notifications");
    List<Delivery> seen = new ArrayList<>();
    long before = Long.MAX_VALUE;
    for (int page = 0; page < MOST_PAGES && seen.size() < Outbox.MOST; page++) {
      List<Delivery> next = outbox.list(states, before, Outbox.MOST);
      next.stream()
          .filter(d -> actor.sees(concerned(d.outgoing().content())))
          .limit((long) Outbox.MOST - seen.size())
          .forEach(seen::add);
      if (next.size() < Outbox.MOST) {
        break;
      }
      before = next.getLast().number();
    }
    return seen;
  }

  /** The sender that is told of; empty where a whole message is sent. */
  private static String concerned(Content content) {
    return content instanceof Content.Notice notice
        ? notice.fields().getOrDefault("Entity", "")
        : "";
  }

  /**
   * Tries one again at once, and from the beginning.
   *
   * @param number from 1; 0 if none was said
   */
  public void restart(Actor actor, long number) {
    AuditOperation operation = AuditOperation.RESTART_NOTIFICATION;
    var _ =
        act.inTurnOfAll(
            actor,
            Role.SecurityAdministrator,
            operation,
            () -> {
              if (number == 0) {
                throw new Refusal(
                    Refusal.Kind.INVALID,
                    "Say which notification, by its number, or all that were given up (All).");
              }
              String name = Long.toString(number);
              boolean restarted =
                  outbox.restart(
                      number,
                      act.now(),
                      act.record(actor, operation, name, Map.of("Identity", name), List.of()));
              if (!restarted) {
                throw new Refusal(
                    Refusal.Kind.NOT_FOUND,
                    "The notification '"
                        + number
                        + "' couldn't be found among those that wait, are unconfirmed or were given"
                        + " up.");
              }
              return number;
            });
  }

  /**
   * Tries all again that were given up, as {@link #restart} does one.
   *
   * @return how many
   */
  public long restartGivenUp(Actor actor) {
    AuditOperation operation = AuditOperation.RESTART_NOTIFICATION;
    return act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          long restarted =
              outbox.restartGivenUp(
                  act.now(),
                  count ->
                      act.record(
                          actor,
                          operation,
                          "all that were given up",
                          Map.of("All", "True", "Notifications", Long.toString(count)),
                          List.of()));
          if (restarted == 0) {
            throw new Refusal(
                Refusal.Kind.NOT_FOUND,
                "No notification was given up, but for those of alerts of which it was delivered"
                    + " that they are over; one of these is tried by its number.");
          }
          return restarted;
        });
  }

  /**
   * Delivers a test notice at once. Its record is written first, and says that it was asked for;
   * nobody else waits for the receiver.
   *
   * @return what the receiver answered
   * @throws Refusal INVALID with why, if it did not arrive
   */
  public String test(Actor actor, Channel channel, String to) {
    AuditOperation operation = AuditOperation.TEST_NOTIFICATION;
    if (channel == Channel.REPORT) {
      throw new Refusal(
          Refusal.Kind.INVALID, "Reports leave as mail does: try MAIL. WEBHOOK and SYSLOG remain.");
    }
    if (channel == Channel.MAIL) {
      Names.checkAddresses("To", List.of(to), 1);
    }
    var _ =
        act.inTurnOfAll(
            actor,
            Role.SecurityAdministrator,
            operation,
            () -> {
              act.keep(
                  act.record(
                      actor,
                      operation,
                      to.isEmpty() ? channel.name() : to,
                      Map.of("Channel", channel.name()),
                      List.of()));
              return to;
            });
    try {
      return test.send(channel, to, act.now());
    } catch (NotDelivered e) {
      throw new Refusal(Refusal.Kind.INVALID, "It did not arrive. " + e.getMessage(), e);
    }
  }
}
