package org.sluice.portal.page.audit;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.sluice.core.administration.Refusal;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.portal.http.Times;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Visit;

/**
 * A search as its form has it. Times are UTC, as a browser's field writes them.
 *
 * @param behind the place behind which the page begins; empty for the newest records
 */
public record AuditSearch(
    String from,
    String to,
    String operation,
    String user,
    String object,
    String text,
    String behind) {

  static AuditSearch of(Visit visit) {
    return new AuditSearch(
        visit.query("from"),
        visit.query("to"),
        visit.query("operation"),
        visit.query("user"),
        visit.query("object"),
        visit.query("text"),
        visit.query("behind"));
  }

  AuditQuery query(Instant now) {
    return new AuditQuery(
        instant(from).orElse(Instant.EPOCH),
        instant(to).orElse(now.plus(Duration.ofDays(1))),
        operation.isEmpty() ? List.of() : List.of(known(operation)),
        user.isEmpty() ? List.of() : List.of(user),
        object.isEmpty() ? List.of() : List.of(object),
        text);
  }

  private static AuditOperation known(String title) {
    return AuditOperation.of(title)
        .orElseThrow(() ->
            new Refusal(Refusal.Kind.INVALID, "'" + title + "' is no operation of the audit log."));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(Times.bounded(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)));
    } catch (DateTimeException e) {
      throw new Refusal(
          Refusal.Kind.INVALID, "'" + text + "' is no time such as 2026-12-24T18:00.", e);
    }
  }

  /** The place behind which the page begins. */
  AuditPlace place() {
    if (!behind.matches("[0-9]{1,18}-[0-9]{1,18}")) {
      return AuditPlace.START;
    }
    int dash = behind.indexOf('-');
    return new AuditPlace(
        Instant.ofEpochMilli(Long.parseLong(behind.substring(0, dash))),
        Long.parseLong(behind.substring(dash + 1)));
  }

  /** The same search from its beginning. */
  public String url() {
    return "/audit?" + query();
  }

  /** The same search, behind a record's place. */
  public String behind(AuditPlace place) {
    return url() + "&behind=" + place.creationTime().toEpochMilli() + "-" + place.number();
  }

  /** This very page. */
  public String here() {
    return url() + "&behind=" + Show.url(behind);
  }

  /** All that is found, as a file. */
  public String export(String form) {
    return "/audit/export?form=" + form + "&" + query();
  }

  private String query() {
    return "from="
        + Show.url(from)
        + "&to="
        + Show.url(to)
        + "&operation="
        + Show.url(operation)
        + "&user="
        + Show.url(user)
        + "&object="
        + Show.url(object)
        + "&text="
        + Show.url(text);
  }
}
