package org.sluice.portal.page.entity;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sluice.core.access.Role;
import org.sluice.core.administration.AuditFound;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.UsageReport;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Visit;

/** The page of a sender. */
public final class EntityPages {
  /** Audit records that are shown; a link leads to the others. */
  static final int MOST_RECORDS = 25;

  /** Restrictions that are shown. */
  static final int MOST_HISTORY = 50;

  /** Names that are shown to somebody who asked for one that is not known. */
  static final int MOST_ALIKE = 10;

  /** Client addresses that are shown. */
  static final int MOST_CLIENTS = 20;

  private static final int FORTNIGHT_DAYS = 14;

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get("/entity", EntityPages::show);
    routes.get("/plots/sender", SenderPlot::answer);
  }

  /**
   * What the page shows.
   *
   * @param busiest the hour with the most recipients of the fortnight
   * @param clients when each client address was last part of an event, the newest first
   */
  public record Known(
      RestrictedEntity entity,
      UsageReport usage,
      List<Restriction> history,
      Optional<SenderHour> busiest,
      int activeHours,
      List<Client> clients,
      List<AuditFound> records) {
    /** Whether nothing was ever counted or recorded under this name. */
    boolean isNothing() {
      return usage.isIdle() && history.isEmpty() && activeHours == 0 && records.isEmpty();
    }
  }

  /** A client address and when it was last seen in what was recorded. */
  public record Client(String address, Instant last) {}

  /** The entity of the query: of a type if one is given. */
  static RestrictedEntity entity(Visit visit) {
    String name = visit.query("name");
    if (name.isEmpty()) {
      throw new Refusal(Refusal.Kind.INVALID, "Name a user's address or a connector.");
    }
    return Visit.choice(visit.query("type"), Kind.class)
        .map(kind -> visit.verbs().restrictions().entity(kind, name))
        .orElseGet(() -> visit.verbs().inquiries().entity(name));
  }

  private static void show(Visit visit) {
    RestrictedEntity entity = entity(visit);
    UsageReport usage = visit.verbs().inquiries().usage(visit.actor(), entity);
    List<Restriction> history = visit.verbs().restrictions().history(visit.actor(), entity);
    List<SenderHour> hours =
        visit.verbs().sending().hours(visit.actor(), entity, Duration.ofDays(FORTNIGHT_DAYS));
    List<AuditFound> records = records(visit, entity);
    Known known =
        new Known(
            entity,
            usage,
            history.stream().limit(MOST_HISTORY).toList(),
            hours.stream().max(java.util.Comparator.comparingInt(SenderHour::recipients)),
            hours.size(),
            clients(history, records),
            records.stream().limit(MOST_RECORDS).toList());
    Map<String, Object> values = new HashMap<>();
    values.put("known", known);
    values.put("mayChange", visit.may(Role.SecurityAdministrator));
    values.put("now", visit.now());
    values.put("unknown", known.isNothing());
    values.put(
        "alike",
        known.isNothing()
            ? visit.verbs().sending().alike(visit.actor(), visit.query("name"), MOST_ALIKE)
            : List.of());
    values.put("plots", true);
    visit.show(new Sheet(entity.name(), Place.RESTRICTED, "entity/entity", values));
  }

  private static List<AuditFound> records(Visit visit, RestrictedEntity entity) {
    AuditQuery query =
        new AuditQuery(
            Instant.EPOCH,
            visit.now().plus(Duration.ofDays(1)),
            List.of(),
            List.of(),
            List.of(entity.name()),
            "");
    return visit.verbs().audit().find(visit.actor(), query, AuditPlace.START, MOST_HISTORY);
  }

  /** From the evidence of its restrictions and from what was recorded of it. */
  private static List<Client> clients(List<Restriction> history, List<AuditFound> records) {
    Map<String, Instant> last = new TreeMap<>();
    history.forEach(
        r -> last.merge(r.evidence().clientAddress(), r.evidence().at(), EntityPages::later));
    for (AuditFound found : records) {
      if (found instanceof AuditFound.Whole(ChainedRecord whole)) {
        String client = whole.record().parameters().getOrDefault("ClientAddress", "");
        last.merge(client, whole.record().creationTime(), EntityPages::later);
      }
    }
    last.remove("");
    return last.entrySet().stream()
        .map(e -> new Client(e.getKey(), e.getValue()))
        .sorted(java.util.Comparator.comparing(Client::last).reversed())
        .limit(MOST_CLIENTS)
        .toList();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
