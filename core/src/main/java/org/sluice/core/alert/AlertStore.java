package org.sluice.core.alert;

import java.util.List;
import java.util.Optional;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.mail.Domains;

/**
 * Port: alerts and alert policies as administrators read and change them. What changes is durable
 * with its audit record, or refused. Thread-safe; methods block.
 */
public interface AlertStore {
  /** The most alerts of a page. */
  int MOST = 1_000;

  /** The most alerts with a text in them that are counted. */
  int MOST_COUNTED = 10_000;

  /** The policies now. From memory. */
  AlertPolicies policies();

  /**
   * Replaces the policies. The caller has serialized its changes; those of other nodes are known by
   * the policies that the change was made of.
   */
  void keep(AlertPolicies before, AlertPolicies after, AuditRecord record);

  /** Whom notifications can reach now, all Global Administrators included. From memory. */
  Audience audience();

  /**
   * Alerts, newest first. If the alert that they are to be behind is gone, it is refused as not
   * found.
   *
   * @param most at most {@value #MOST} and one, which tells that there is more
   */
  List<Alert> list(AlertQuery query, int most);

  /**
   * How many there are, from the newest to the oldest; with a text to be looked for, at most
   * {@value #MOST_COUNTED}, which are this many or more.
   */
  long count(AlertQuery query);

  /** The only alert whose identifier begins so, with all that belongs to it. */
  Optional<Whole> find(String id);

  /**
   * Keeps what an administrator changed of an alert, and a comment if there is one. What else has
   * become of it meanwhile stays.
   *
   * @param before as the administrator saw it
   * @return false if what is changed is not what was seen any more: somebody else changed the same,
   *     or its restriction was lifted; then nothing is kept
   */
  boolean change(Alert before, Alert after, Optional<Alert.Comment> comment, AuditRecord record);

  /**
   * Which alerts are wanted; what is empty is not asked for.
   *
   * @param statuses one of these
   * @param entity whom it is about, ignoring case
   * @param policy which alert policy, ignoring case
   * @param text a part of the alert policy, the entity or the assignee, ignoring the case of ASCII
   *     letters
   * @param domains about senders in these
   * @param behind the identifier of an alert: of a list only those older than it; empty for all
   */
  record AlertQuery(
      List<Alert.Status> statuses,
      String entity,
      String policy,
      String text,
      Domains domains,
      String behind) {
    public AlertQuery {
      statuses = List.copyOf(statuses);
    }

    /** Whatever the domain and the words. */
    public AlertQuery(List<Alert.Status> statuses, String entity, String policy) {
      this(statuses, entity, policy, "", Domains.ALL, "");
    }

    /** The same question about senders in these domains. */
    public AlertQuery within(Domains limit) {
      return new AlertQuery(statuses, entity, policy, text, limit, behind);
    }

    /** The same question with a text that has to be in them. */
    public AlertQuery having(String part) {
      return new AlertQuery(statuses, entity, policy, part, domains, behind);
    }

    /** The same question about those older than an alert. */
    public AlertQuery behind(String id) {
      return new AlertQuery(statuses, entity, policy, text, domains, id);
    }
  }

  /**
   * An alert with its comments, oldest first, and the numbers of the audit records of the events
   * that joined it, oldest first, at most {@value #MOST_EVENTS}.
   */
  record Whole(Alert alert, List<Alert.Comment> comments, List<Long> events) {
    /** The most events of one alert that are kept by number; all of them are counted. */
    public static final int MOST_EVENTS = 1_000;

    public Whole {
      comments = List.copyOf(comments);
      events = List.copyOf(events);
    }
  }
}
