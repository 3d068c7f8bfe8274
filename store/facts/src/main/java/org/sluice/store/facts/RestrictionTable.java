package org.sluice.store.facts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;

/** Restrictions as rows. A row stays after its end as history. */
final class RestrictionTable {
  private RestrictionTable() {}

  static void insert(Handle handle, Restriction r) {
    handle.execute(
        "INSERT INTO restriction (id, kind, name, ends, reason, created, changed, policy,"
            + " limit_kind, restricted_by, internal_hour, external_hour, internal_day,"
            + " external_day, evidence_at, evidence_client, evidence_message, evidence_recipients)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        r.id(),
        r.entity().kind().name(),
        r.entity().name(),
        ends(r),
        r.reason(),
        r.created().toEpochMilli(),
        r.changed().toEpochMilli(),
        r.policy(),
        r.limit(),
        r.by(),
        r.counts().internalInHour(),
        r.counts().externalInHour(),
        r.counts().internalInDay(),
        r.counts().externalInDay(),
        r.evidence().at().toEpochMilli(),
        r.evidence().clientAddress(),
        r.evidence().messageId(),
        r.evidence().recipientCount());
  }

  private static @Nullable Long ends(Restriction r) {
    return r.block() instanceof Block.Until(Instant end) ? end.toEpochMilli() : null;
  }

  /** Ends an open row. One that has ended stays as it is. */
  static boolean lift(Handle handle, String id, Lift lift) {
    return handle.execute(
            "UPDATE restriction SET changed = ?, lifted = ?, lifted_steady = ?, lifted_by = ?,"
                + " lifted_comment = ?, immune_until = ? WHERE id = ? AND lifted IS NULL",
            lift.at().toEpochMilli(),
            lift.at().toEpochMilli(),
            lift.steadyMillis(),
            lift.by(),
            lift.comment(),
            lift.immuneUntil().toEpochMilli(),
            id)
        > 0;
  }

  static List<Restriction> open(Handle handle) {
    return handle
        .createQuery("SELECT * FROM restriction WHERE lifted IS NULL ORDER BY number")
        .map((row, context) -> read(row))
        .list();
  }

  static Optional<Restriction> open(Handle handle, RestrictedEntity entity) {
    return handle
        .createQuery("SELECT * FROM restriction WHERE kind = ? AND name = ? AND lifted IS NULL")
        .bind(0, entity.kind().name())
        .bind(1, entity.name())
        .map((row, context) -> read(row))
        .findOne();
  }

  /**
   * How an entity stands.
   *
   * <p>Each statement sees what others have written until then: the lift is read first. Read last,
   * it could be that of the very restriction which was open a moment before, and an open
   * restriction is later than the lift beside it: a node would raise again what is lifted.
   *
   * @param since of no earlier lift
   */
  static Standing standing(Handle handle, RestrictedEntity entity, Instant since) {
    Optional<Lift> lift = lastLift(handle, entity, since);
    return new Standing(open(handle, entity), lift);
  }

  static boolean exists(Handle handle, String id) {
    return handle
            .createQuery("SELECT count(*) FROM restriction WHERE id = ?")
            .bind(0, id)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** The lift that voids the most usage, of those since an instant. */
  static Optional<Lift> lastLift(Handle handle, RestrictedEntity entity, Instant since) {
    return handle
        .createQuery(
            "SELECT * FROM restriction WHERE kind = ? AND name = ? AND lifted >= ? AND"
                + " lifted_steady > 0 ORDER BY lifted_steady DESC, number DESC LIMIT 1")
        .bind(0, entity.kind().name())
        .bind(1, entity.name())
        .bind(2, since.toEpochMilli())
        .map((row, context) -> read(row))
        .findOne()
        .flatMap(Restriction::lift);
  }

  static List<Restriction> liftedSince(Handle handle, Instant since) {
    return handle
        .createQuery("SELECT * FROM restriction WHERE lifted >= ? ORDER BY number")
        .bind(0, since.toEpochMilli())
        .map((row, context) -> read(row))
        .list();
  }

  static List<Restriction> history(Handle handle, RestrictedEntity entity, int most) {
    if (Containing.isNowhere(entity.name())) {
      return List.of();
    }
    return handle
        .createQuery(
            "SELECT * FROM restriction WHERE kind = ? AND name = ? ORDER BY number DESC LIMIT ?")
        .bind(0, entity.kind().name())
        .bind(1, entity.name())
        .bind(2, most)
        .map((row, context) -> read(row))
        .list();
  }

  private static Restriction read(ResultSet row) throws SQLException {
    long ends = row.getLong("ends");
    Block block = row.wasNull() ? new Block.UntilLifted() : new Block.Until(at(ends));
    return new Restriction(
        row.getString("id"),
        new RestrictedEntity(
            RestrictedEntity.Kind.valueOf(row.getString("kind")), row.getString("name")),
        block,
        row.getString("reason"),
        at(row.getLong("created")),
        at(row.getLong("changed")),
        row.getString("policy"),
        row.getString("limit_kind"),
        row.getString("restricted_by"),
        new Counts(
            row.getInt("internal_hour"),
            row.getInt("external_hour"),
            row.getInt("internal_day"),
            row.getInt("external_day")),
        new Evidence(
            at(row.getLong("evidence_at")),
            row.getString("evidence_client"),
            row.getString("evidence_message"),
            row.getInt("evidence_recipients")),
        lift(row));
  }

  private static Optional<Lift> lift(ResultSet row) throws SQLException {
    long lifted = row.getLong("lifted");
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(
            new Lift(
                at(lifted),
                row.getLong("lifted_steady"),
                row.getString("lifted_by"),
                row.getString("lifted_comment"),
                at(row.getLong("immune_until"))));
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
