package org.sluice.store.facts;

import java.util.List;
import org.sluice.core.alert.SendingHistory;
import org.sluice.core.restriction.RestrictedEntity;

/** What senders sent by the hour, as rows of the facts. Thread-safe. */
public final class StoredHistory implements SendingHistory {
  /** Rows of one write, so that no restriction waits long for its turn. */
  static final int GROUP = 500;

  private final FactsThread thread;

  StoredHistory(FactsThread thread) {
    this.thread = thread;
  }

  @Override
  public void keep(List<SenderHour> hours) {
    for (int from = 0; from < hours.size(); from += GROUP) {
      List<SenderHour> group = hours.subList(from, Math.min(hours.size(), from + GROUP));
      var _ =
          thread.enqueue(handle -> {
            for (SenderHour h : group) {
              handle.execute(
                  "INSERT INTO sender_hour VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, name, hour)"
                      + " DO UPDATE SET internal = excluded.internal, external ="
                      + " excluded.external",
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
  public List<SenderHour> hours(RestrictedEntity sender, int fromHour) {
    if (Containing.isNowhere(sender.name())) {
      return List.of();
    }
    return thread.read(handle ->
        handle
            .createQuery(
                "SELECT hour, internal, external FROM sender_hour WHERE kind = ? AND name = ? AND"
                    + " hour >= ? ORDER BY hour LIMIT ?")
            .bind(0, sender.kind().name())
            .bind(1, sender.name())
            .bind(2, fromHour)
            .bind(3, KEPT_HOURS)
            .map((row, context) ->
                new SenderHour(
                    sender, row.getInt("hour"), row.getInt("internal"), row.getInt("external")))
            .list());
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
