package org.sluice.store.facts;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Standing;

/** How an entity stands, read while another node writes. */
public final class StandingReading {
  private StandingReading() {}

  /**
   * Reads it.
   *
   * @param between happens after the first statement of the reading
   */
  public static Standing of(Handle handle, RestrictedEntity entity, Runnable between) {
    AtomicBoolean happened = new AtomicBoolean();
    SqlLogger after =
        new SqlLogger() {
          @Override
          public void logAfterExecution(StatementContext context) {
            if (happened.compareAndSet(false, true)) {
              between.run();
            }
          }
        };
    handle.getConfig(SqlStatements.class).setSqlLogger(after);
    return RestrictionTable.standing(handle, entity, Instant.EPOCH);
  }
}
