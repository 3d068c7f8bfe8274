package org.sluice.core.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * That people must be told of something.
 *
 * @param id unique; a GUID
 * @param policy the alert policy that fired
 * @param entity whom or what it is about
 * @param kind what the entity is, so that a connector is not taken for a user of its name; empty
 *     for what can not be restricted, such as a policy
 * @param created when it fired
 * @param changed when it last changed
 * @param events how many events joined it, the first included
 * @param status how far it has come
 * @param assignee who looks after it; empty for nobody
 * @param classification what it turned out to be
 * @param untilLifted whether a restriction of the entity is among its events; then it closes by
 *     itself when the restriction is lifted
 */
public record Alert(
    String id,
    String policy,
    Severity severity,
    Category category,
    String entity,
    Optional<RestrictedEntity.Kind> kind,
    Instant created,
    Instant changed,
    long events,
    Status status,
    String assignee,
    Classification classification,
    boolean untilLifted) {
  /** The entity of alerts about what all senders together have used. */
  public static final String ORGANIZATION = "organization";

  /** Events of the same policy and entity join an alert for so long after it fired. */
  public static final Duration JOINING = Duration.ofMinutes(1);

  /** The life of an alert. */
  public enum Status {
    New("New"),
    InProgress("In progress"),
    Resolved("Resolved");

    private final String title;

    Status(String title) {
      this.title = title;
    }

    /** As people read it. */
    public String title() {
      return title;
    }
  }

  /** What an alert turned out to be. Defender's names. */
  public enum Classification {
    NotSet,
    TruePositive,
    FalsePositive,
    InformationalExpectedActivity
  }

  /** A note on an alert. */
  public record Comment(Instant at, String by, String text) {
    /** The longest text, in characters. */
    public static final int MOST_TEXT = 1_000;

    /** The most comments of one alert that administrators write. */
    public static final int MOST = 500;

    /** The most that are shown, the newest: an alert that closes by itself says so beside them. */
    public static final int MOST_SHOWN = 600;
  }

  /** Whether an event at this instant joins it; of a clock that was set back it does not. */
  public boolean takes(Instant at) {
    return status != Status.Resolved
        && at.isBefore(created.plus(JOINING))
        && at.isAfter(created.minus(JOINING));
  }

  /** With one more event, which may be a restriction. */
  public Alert joined(Instant at, boolean restriction) {
    return new Alert(
        id,
        policy,
        severity,
        category,
        entity,
        kind,
        created,
        at,
        events + 1,
        status,
        assignee,
        classification,
        untilLifted || restriction);
  }

  /**
   * This alert, as it is now, with what an administrator changed of it; the rest stays.
   *
   * @param seen as the administrator saw it
   * @param wanted as the administrator wants it
   * @return empty if what is changed is not what was seen any more
   */
  public Optional<Alert> merged(Alert seen, Alert wanted) {
    boolean overtaken =
        isOvertaken(seen.status, wanted.status, status)
            || isOvertaken(seen.assignee, wanted.assignee, assignee)
            || isOvertaken(seen.classification, wanted.classification, classification);
    return overtaken
        ? Optional.empty()
        : Optional.of(
            changed(
                wanted.changed,
                chosen(seen.status, wanted.status, status),
                chosen(seen.assignee, wanted.assignee, assignee),
                chosen(seen.classification, wanted.classification, classification)));
  }

  private static <T> boolean isOvertaken(T seen, T wanted, T now) {
    return !seen.equals(wanted) && !seen.equals(now);
  }

  private static <T> T chosen(T seen, T wanted, T now) {
    return seen.equals(wanted) ? now : wanted;
  }

  /** As an administrator, or its own end, changed it. */
  public Alert changed(Instant at, Status how, String whose, Classification what) {
    return new Alert(
        id,
        policy,
        severity,
        category,
        entity,
        kind,
        created,
        at,
        events,
        how,
        whose,
        what,
        untilLifted);
  }
}
