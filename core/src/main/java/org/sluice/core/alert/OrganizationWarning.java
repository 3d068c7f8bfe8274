package org.sluice.core.alert;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.SenderKey;

/**
 * The organization's early warning: it has used 80 % of its limit, or all of it, each told once in
 * 24 hours; and it is over when less than {@value #OVER_PERCENT} % is used, so that a use that
 * swings about the mark is told of once. From then on a warning is due again.
 *
 * <p>Whether there is something to be over is not remembered beyond the process, so it is looked
 * for after a start too. Thread-safe; {@link #tick} is called by one thread.
 */
final class OrganizationWarning {
  /** Below this part of the limit the warnings are over. */
  static final int OVER_PERCENT = 70;

  private static final String ORGANIZATION = "organization";
  private static final SenderKey NOBODY = SenderKey.of("nobody");
  private static final long LOOK_MILLIS = 60_000;
  private static final long DAY_MILLIS = 24 * 3_600_000L;
  private static final int WHOLE = 1000;
  private static final int UNKNOWN = -1;
  private static final int NEAR = 0;
  private static final int REACHED = 1;

  private final LimitLedger ledger;
  private final WarningLog log;
  private final AtomicLongArray told = new AtomicLongArray(2);
  private volatile int most = UNKNOWN;
  private volatile int part;
  private volatile long partMillis;
  private volatile boolean open = true;
  private long lookedMillis = Long.MIN_VALUE / 2;

  OrganizationWarning(LimitLedger ledger, WarningLog log) {
    this.ledger = ledger;
    this.log = log;
  }

  /** A charge was answered; says whether it was told just now that 80 % is used. */
  boolean seen(Limits limits, Balance balance, Moment moment) {
    if (most != limits.organizationExternal()) {
      most = limits.organizationExternal();
    }
    if (most == 0) {
      return false;
    }
    long used = balance.usage().organizationExternalInDay();
    part = (int) (used * WHOLE / most);
    partMillis = moment.steadyMillis();
    if (balance.exceeded() == LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS && !balance.granted()) {
      var _ = warn(REACHED, AuditOperation.ORGANIZATION_LIMIT_REACHED, used, moment);
      return false;
    }
    return SendingPatterns.isNear(used, most)
        && warn(NEAR, AuditOperation.ORGANIZATION_NEAR_LIMIT, used, moment);
  }

  private boolean warn(int what, AuditOperation operation, long used, Moment moment) {
    if (!SendingPatterns.quiet(told, what, moment.steadyMillis(), log)) {
      return false;
    }
    open = true;
    log.warn(record(operation, used, moment));
    return true;
  }

  /** How near it was when somebody last sent, within the window; in thousandths. */
  int part(long steadyMillis) {
    return steadyMillis - partMillis < DAY_MILLIS ? part : 0;
  }

  /** To be called once a second: asks once a minute whether it is over, and does not wait. */
  void tick(Moment moment) {
    if (!open
        || most == UNKNOWN
        || moment.steadyMillis() - lookedMillis < LOOK_MILLIS
        || !ledger.hasAllCounts()) {
      return;
    }
    lookedMillis = moment.steadyMillis();
    var _ =
        ledger
            .forecast(NOBODY, moment.steadyMillis(), 0)
            .thenAccept(forecast -> look(forecast.usage().organizationExternalInDay(), moment));
  }

  private void look(long used, Moment moment) {
    if (most == 0 || used * 100 < (long) most * OVER_PERCENT) {
      open = false;
      told.set(NEAR, 0);
      told.set(REACHED, 0);
      log.over(record(AuditOperation.ORGANIZATION_BELOW_LIMIT, used, moment));
    }
  }

  private AuditRecord record(AuditOperation operation, long used, Moment moment) {
    return AuditRecord.bySystem(
        operation,
        Instant.ofEpochMilli(moment.wallMillis()),
        ORGANIZATION,
        Map.of("Used", Long.toString(used), "Most", Integer.toString(most)));
  }
}
