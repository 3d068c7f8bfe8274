package org.sluice.portal.page.entity;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.administration.AuditFound;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.UsageReport;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.policy.Explanation;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.PlotTable;
import org.sluice.portal.page.frame.Portion;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Visit;

/** The page of a sender. */
public final class EntityPages {
  /** Audit records that are shown; a link leads to the others. */
  static final int MOST_RECORDS = 25;

  /** Audit records that are looked at for client addresses. */
  private static final int MOST_LOOKED_AT = 50;

  /** Restrictions that are shown; a link leads to all of them. */
  static final int MOST_HISTORY = 25;

  /** Rules that are shown, the one that binds the sender besides. */
  static final int MOST_RULES = 20;

  /** Names that are shown to somebody who asked for one that is not known. */
  static final int MOST_ALIKE = 10;

  /** Client addresses that are shown. */
  static final int MOST_CLIENTS = 20;

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get("/entity", EntityPages::show);
    routes.get("/entity/restrictions", HistoryPage::show);
    routes.get("/plots/sender", SenderPlot::answer);
  }

  /**
   * What the page shows.
   *
   * @param gone whether it is a connector that is not in the configuration
   * @param evident the newest restriction before which something was seen
   * @param rules what the rules said, not all of them
   * @param busiest the hour with the most recipients of the fortnight
   * @param clients when each client address was last part of an event, the newest first
   */
  public record Known(
      RestrictedEntity entity,
      boolean gone,
      UsageReport usage,
      Portion<Restriction> history,
      Optional<Restriction> evident,
      List<Explanation.Step> rules,
      Optional<SenderHour> busiest,
      int activeHours,
      List<Client> clients,
      List<AuditFound> records) {
    /** Whether nothing was ever counted or recorded under this name. */
    boolean isNothing() {
      return usage.isIdle() && history.all() == 0 && activeHours == 0 && records.isEmpty();
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

  private static boolean isGone(Visit visit, RestrictedEntity entity) {
    return entity.kind() == Kind.CONNECTOR
        && visit.backing().settings().get().senders().connector(entity.name()).isEmpty();
  }

  private static List<Explanation.Step> rules(UsageReport usage) {
    List<Explanation.Step> all = usage.policy().steps();
    return Stream.concat(
            all.stream().limit(MOST_RULES),
            all.stream().skip(MOST_RULES).filter(step -> step.match().applies()))
        .toList();
  }

  private static void show(Visit visit) {
    RestrictedEntity entity = entity(visit);
    UsageReport usage = visit.verbs().inquiries().usage(visit.actor(), entity);
    List<Restriction> history = visit.verbs().restrictions().history(visit.actor(), entity);
    List<SenderHour> hours =
        visit.verbs().sending().hours(visit.actor(), entity, Duration.ofDays(SenderPlot.FORTNIGHT));
    List<AuditFound> records = records(visit, entity);
    Known known =
        new Known(
            entity,
            isGone(visit, entity),
            usage,
            Portion.newest(history, MOST_HISTORY),
            history.stream().filter(r -> !r.evidence().isEmpty()).findFirst(),
            rules(usage),
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
    values.put("day", table(hours, usage, visit, SenderPlot.DAY));
    values.put("fortnight", table(hours, usage, visit, SenderPlot.FORTNIGHT));
    visit.show(new Sheet(entity.name(), Place.RESTRICTED, "entity/entity", values));
  }

  private static PlotTable table(List<SenderHour> hours, UsageReport usage, Visit visit, int days) {
    return SenderPlot.of(hours, usage, visit.now().getEpochSecond(), days).table();
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
    return visit.verbs().audit().find(visit.actor(), query, AuditPlace.START, MOST_LOOKED_AT);
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
