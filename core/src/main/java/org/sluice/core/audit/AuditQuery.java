package org.sluice.core.audit;

import java.time.Instant;
import java.util.List;
import org.sluice.core.mail.Domains;

/**
 * Which records are wanted; what is empty is not asked for. Values of one kind are alternatives,
 * kinds must all hold.
 *
 * @param from the first instant
 * @param to the first instant that is no longer wanted
 * @param operations by their own names
 * @param users who did it, ignoring case
 * @param objects to whom or what, ignoring case
 * @param freeText a part of the user, the object, a parameter or a changed value, ignoring the case
 *     of ASCII letters
 * @param scope whose records are seen at all
 */
public record AuditQuery(
    Instant from,
    Instant to,
    List<AuditOperation> operations,
    List<String> users,
    List<String> objects,
    String freeText,
    Scope scope) {
  /** The most users and objects together; operations are a closed list. */
  public static final int MOST_VALUES = 100;

  /** The longest user or object, in characters. */
  public static final int MOST_VALUE = 512;

  /** The longest free text, in characters. */
  public static final int MOST_TEXT = 200;

  public AuditQuery {
    operations = operations.stream().distinct().toList();
    users = List.copyOf(users);
    objects = List.copyOf(objects);
  }

  /** Whoever asks. */
  public AuditQuery(
      Instant from,
      Instant to,
      List<AuditOperation> operations,
      List<String> users,
      List<String> objects,
      String freeText) {
    this(from, to, operations, users, objects, freeText, Scope.ALL);
  }

  /**
   * Records about senders in these domains and acts of this user; all, if there are no domains.
   * What Sluice did by itself is nobody's act, whatever a user is called.
   *
   * @param userId who asks
   */
  public record Scope(String userId, Domains domains) {
    /** No limit. */
    public static final Scope ALL = new Scope("", Domains.ALL);

    boolean shows(AuditRecord record) {
      boolean own =
          record.userType() != UserType.System && record.userId().equalsIgnoreCase(userId);
      return own || domains.includes(record.objectId());
    }
  }

  /** The same question, asked by somebody who is limited to domains. */
  public AuditQuery seenBy(String userId, Domains domains) {
    return new AuditQuery(
        from, to, operations, users, objects, freeText, new Scope(userId, domains));
  }

  /** Everything between two instants. */
  public static AuditQuery between(Instant from, Instant to) {
    return new AuditQuery(from, to, List.of(), List.of(), List.of(), "");
  }

  /** Whether a record is wanted. */
  public boolean wants(AuditRecord record) {
    return scope.shows(record)
        && !record.creationTime().isBefore(from)
        && record.creationTime().isBefore(to)
        && (operations.isEmpty() || operations.contains(record.operation()))
        && (users.isEmpty() || users.stream().anyMatch(record.userId()::equalsIgnoreCase))
        && (objects.isEmpty() || objects.stream().anyMatch(record.objectId()::equalsIgnoreCase))
        && hasText(record);
  }

  private boolean hasText(AuditRecord record) {
    String details = AuditChain.details(record.parameters(), record.modified());
    String all = record.userId() + "\n" + record.objectId() + "\n" + details;
    return freeText.isEmpty() || folded(all).contains(folded(freeText));
  }

  /** Texts that differ in the case of ASCII letters alone are one when folded. */
  public static String folded(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c)));
    return lower.toString();
  }
}
