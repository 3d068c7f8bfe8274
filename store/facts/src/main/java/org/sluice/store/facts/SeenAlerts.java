package org.sluice.store.facts;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore.AlertQuery;

/**
 * The alerts of somebody who is limited to {@link SeenDomains}. If they are few, the index has them
 * all at once. Of more in few domains each is read by itself. Whoever sees many alerts of many
 * domains mostly sees some of the newest, too: these are looked through, which is quicker than a
 * page of each of a hundred domains for one of all. Only if they do not fill a page each domain is
 * read.
 *
 * @param domains as {@link SeenDomains#of} has them
 */
record SeenAlerts(Handle handle, AlertQuery wanted, List<String> domains) {
  /** So many alerts are read at once, whatever their domains. */
  static final int FEW = 5_000;

  /** So many domains are read each by itself. */
  static final int FEW_DOMAINS = 10;

  /** So many of the newest alerts are looked through at least. */
  static final int NEAR = 1_000;

  /** And so many for each alert of a longer page. */
  private static final int NEAR_EACH = 10;

  private static final String INDEX = "alert_domain";
  private static final String ALL = "SELECT * FROM ";
  private static final String NEWEST = " ORDER BY number DESC LIMIT ?";

  List<Alert> list(long before, int most) {
    if (domains.isEmpty()) {
      return List.of();
    }
    if (areWithin(FEW)) {
      return few(before, most);
    }
    List<Alert> near = domains.size() <= FEW_DOMAINS ? List.of() : near(before, most);
    return near.size() == most ? near : merged(before, most);
  }

  /** Whether they are no more than so many, whatever else is asked for: the index says that. */
  boolean areWithin(int most) {
    AlertQuery all = new AlertQuery(wanted.statuses(), "", "");
    return new SeenAlerts(handle, all, domains).count(most + 1) <= most;
  }

  private List<Alert> few(long before, int most) {
    List<Object> values = new ArrayList<>();
    Dialect dialect = Dialect.of(handle);
    String all = "(SELECT number FROM alert" + dialect.by(INDEX) + " WHERE " + seen(values);
    values.add(before);
    values.add(most);
    return numbered(
        "SELECT number FROM " + all + " AND number < ?" + dialect.whole() + ") AS seen", values);
  }

  /** What the newest have of them. */
  private List<Alert> near(long before, int most) {
    List<Object> values = new ArrayList<>();
    values.add(before);
    values.add(Math.max(NEAR, NEAR_EACH * most));
    String newest = ALL + "(" + ALL + "alert WHERE number < ?" + NEWEST + ") AS near WHERE ";
    String sql = newest + seen(values) + NEWEST;
    values.add(most);
    return read(sql, values);
  }

  /** The newest of each domain and status, for no more than a page, and of these the newest. */
  private List<Alert> merged(long before, int most) {
    List<Object> values = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (String domain : domains) {
      for (Alert.Status status : AlertTable.statuses(wanted)) {
        values.add(domain);
        values.add(status.name());
        String others = AlertTable.others(handle, wanted, values);
        values.add(before);
        values.add(most);
        parts.add(
            ALL
                + "(SELECT number FROM alert WHERE "
                + domain()
                + " = ? AND status = ?"
                + others
                + " AND number < ?"
                + NEWEST
                + ") AS one"
                + parts.size());
      }
    }
    values.add(most);
    return numbered(
        "SELECT number FROM (" + String.join(" UNION ALL ", parts) + ") AS several", values);
  }

  long count(int most) {
    if (domains.isEmpty()) {
      return 0;
    }
    List<Object> values = new ArrayList<>();
    return AlertTable.counted(handle, "alert WHERE " + seen(values), values, most);
  }

  /** That an alert is one of them; the values are added. */
  private String seen(List<Object> values) {
    List<Alert.Status> statuses = AlertTable.statuses(wanted);
    values.addAll(domains);
    statuses.forEach(s -> values.add(s.name()));
    return domain()
        + AlertTable.in(domains.size())
        + " AND status"
        + AlertTable.in(statuses.size())
        + AlertTable.others(handle, wanted, values);
  }

  private String domain() {
    return Dialect.of(handle).domain(AlertTable.ENTITY);
  }

  /** The newest whose number is one of those. */
  private List<Alert> numbered(String numbers, List<Object> values) {
    String sql = ALL + "alert WHERE number IN (" + numbers + NEWEST + ") ORDER BY number DESC";
    return read(sql, values);
  }

  private List<Alert> read(String sql, List<Object> values) {
    return AlertTable.bound(handle, sql, values).map((row, context) -> AlertTable.read(row)).list();
  }
}
