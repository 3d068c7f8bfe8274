package org.sluice.store.facts;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.sluice.core.alert.SendingHistory;
import org.sluice.core.restriction.RestrictedEntity;

/** What senders sent by the hour, as rows of the facts. Thread-safe. */
public final class StoredHistory implements SendingHistory {
  /**
   * Rows of one write, and senders of one query, so that no restriction waits long for its turn.
   */
  static final int GROUP = 500;

  /** Of nodes that count alone each has its part of an hour: the largest is the nearest to it. */
  private static final String KEEP =
      "INSERT INTO sender_hour AS kept VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, name, hour)"
          + " DO UPDATE SET "
          + larger("internal")
          + ", "
          + larger("external");

  private final FactsThread thread;

  StoredHistory(FactsThread thread) {
    this.thread = thread;
  }

  private static String larger(String column) {
    return column
        + " = CASE WHEN kept."
        + column
        + " > excluded."
        + column
        + " THEN kept."
        + column
        + " ELSE excluded."
        + column
        + " END";
  }

  @Override
  public void keep(List<SenderHour> hours) {
    for (int from = 0; from < hours.size(); from += GROUP) {
      List<SenderHour> group = hours.subList(from, Math.min(hours.size(), from + GROUP));
      var _ =
          thread.enqueue(handle -> {
            for (SenderHour h : group) {
              handle.execute(
                  KEEP,
                  h.sender().kind().name(),
                  h.sender().name(),
                  h.hour(),
                  h.internal(),
                  h.external());
            }
          });
    }
    if (!hours.isEmpty()) {
      int oldest = hours.getFirst().hour() - KEPT_HOURS;
      var _ =
          thread.enqueue(
              handle -> handle.execute("DELETE FROM sender_hour WHERE hour < ?", oldest));
    }
  }

  @Override
  public Map<RestrictedEntity, List<SenderHour>> hours(
      List<RestrictedEntity> senders, int fromHour) {
    Map<RestrictedEntity.Kind, List<String>> names = new EnumMap<>(RestrictedEntity.Kind.class);
    for (RestrictedEntity sender : senders) {
      if (!Containing.isNowhere(sender.name())) {
        names.computeIfAbsent(sender.kind(), kind -> new ArrayList<>()).add(sender.name());
      }
    }
    if (names.isEmpty()) {
      return Map.of();
    }
    return thread.read(handle -> {
      Map<RestrictedEntity, List<SenderHour>> all = new HashMap<>();
      names.forEach((kind, of) -> {
        for (SenderHour hour : hours(handle, kind, of, fromHour)) {
          List<SenderHour> its = all.computeIfAbsent(hour.sender(), s -> new ArrayList<>());
          if (its.size() < KEPT_HOURS) {
            its.add(hour);
          }
        }
      });
      return all;
    });
  }

  private static List<SenderHour> hours(
      Handle handle, RestrictedEntity.Kind kind, List<String> names, int fromHour) {
    return handle
        .createQuery(
            "SELECT name, hour, internal, external FROM sender_hour WHERE kind = :kind AND name IN"
                + " (<names>) AND hour >= :from ORDER BY name, hour")
        .bindList("names", names)
        .bind("kind", kind.name())
        .bind("from", fromHour)
        .map((row, context) ->
            new SenderHour(
                new RestrictedEntity(kind, row.getString("name")),
                row.getInt("hour"),
                row.getInt("internal"),
                row.getInt("external")))
        .list();
  }

  @Override
  public List<RestrictedEntity> senders(int fromHour, int most) {
    return thread.read(handle ->
        handle
            .createQuery(
                "SELECT DISTINCT kind, name FROM sender_hour WHERE hour >= ? ORDER BY name LIMIT ?")
            .bind(0, fromHour)
            .bind(1, most)
            .map((row, context) ->
                new RestrictedEntity(
                    RestrictedEntity.Kind.valueOf(row.getString("kind")), row.getString("name")))
            .list());
  }
}
