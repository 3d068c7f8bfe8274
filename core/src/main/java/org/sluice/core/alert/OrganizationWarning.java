package org.sluice.core.alert;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
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
 * <p>A refused message counts with what is used without it, which the ledger is asked for: one of
 * many recipients may be refused though much is free. That is told once in 24 hours of its own, and
 * is over a day later if the mark was never passed: who is below it never fell below it.
 *
 * <p>Whether there is something to be over is not remembered beyond the process, so it is looked
 * for after a start too. Thread-safe; {@link #tick} is called by one thread.
 */
final class OrganizationWarning {
  /** Below this part of the limit the warnings are over. */
  static final int OVER_PERCENT = 70;

  private static final SenderKey NOBODY = SenderKey.of("nobody");
  private static final long LOOK_MILLIS = 60_000;
  static final long ASK_MILLIS = 1_000;
  private static final long DAY_MILLIS = 24 * 3_600_000L;
  private static final int WHOLE = 1000;
  private static final int UNKNOWN = -1;
  private static final int NEAR = 0;
  private static final int REACHED = 1;
  private static final int UNFIT = 2;

  private final LimitLedger ledger;
  private final WarningLog log;
  private final AtomicLongArray told = new AtomicLongArray(3);
  private final AtomicLong askedMillis = new AtomicLong(Long.MIN_VALUE / 2);
  private volatile int most = UNKNOWN;
  private volatile int part;
  private volatile long partMillis;
  private volatile boolean open = true;
  private volatile boolean unfit;
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
    if (!balance.granted()) {
      if (balance.exceeded() == LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS) {
        refused(used, moment);
      }
      return false;
    }
    uses(used, moment);
    return SendingPatterns.isNear(used, most)
        && warn(NEAR, record(AuditOperation.ORGANIZATION_NEAR_LIMIT, used, moment), used, moment);
  }

  private void uses(long used, Moment moment) {
    part = (int) (used * WHOLE / Math.max(1, most));
    partMillis = moment.steadyMillis();
  }

  /**
   * Asks what is used only if something may be told, and once in {@value #ASK_MILLIS} ms however
   * many are refused; the answer is not waited for.
   */
  private void refused(long withIt, Moment moment) {
    long now = moment.steadyMillis();
    long last = askedMillis.get();
    if ((isQuiet(REACHED, moment) && isQuiet(UNFIT, moment))
        || now - last < ASK_MILLIS
        || !askedMillis.compareAndSet(last, now)) {
      return;
    }
    var _ =
        ledger
            .forecast(NOBODY, now, 0)
            .thenAccept(f -> refused(withIt, f.usage().organizationExternalInDay(), moment));
  }

  private void refused(long withIt, long used, Moment moment) {
    uses(used, moment);
    if (used >= most) {
      AuditRecord full = record(AuditOperation.ORGANIZATION_LIMIT_REACHED, used, moment);
      var _ = warn(REACHED, full, used, moment);
    } else if (used < withIt) {
      Map<String, String> facts = new TreeMap<>(facts(used));
      facts.put("Attempted", Long.toString(withIt - used));
      AuditRecord one = record(AuditOperation.ORGANIZATION_LIMIT_REACHED, facts, moment);
      var _ = warn(UNFIT, one, used, moment);
    }
  }

  private boolean isQuiet(int what, Moment moment) {
    long last = told.get(what);
    return last != 0 && moment.steadyMillis() - last < SendingPatterns.QUIET_MILLIS;
  }

  private boolean warn(int what, AuditRecord record, long used, Moment moment) {
    if (!SendingPatterns.quiet(told, what, moment.steadyMillis(), log)) {
      return false;
    }
    if (isBelow(used)) {
      unfit = true;
    } else {
      open = true;
    }
    log.warn(record);
    return true;
  }

  private boolean isBelow(long used) {
    return used * 100 < (long) most * OVER_PERCENT;
  }

  /** How near it was when somebody last sent, within the window; in thousandths. */
  int part(long steadyMillis) {
    return steadyMillis - partMillis < DAY_MILLIS ? part : 0;
  }

  /** To be called once a second: asks once a minute whether it is over, and does not wait. */
  void tick(Moment moment) {
    if (!(open || unfit)
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
    if (most == 0 || (isBelow(used) && (open || !isQuiet(UNFIT, moment)))) {
      open = false;
      unfit = false;
      told.set(NEAR, 0);
      told.set(REACHED, 0);
      log.over(record(AuditOperation.ORGANIZATION_BELOW_LIMIT, used, moment));
    }
  }

  private Map<String, String> facts(long used) {
    return Map.of("Used", Long.toString(used), "Most", Integer.toString(most));
  }

  private AuditRecord record(AuditOperation operation, long used, Moment moment) {
    return record(operation, facts(used), moment);
  }

  private static AuditRecord record(
      AuditOperation operation, Map<String, String> facts, Moment moment) {
    return AuditRecord.bySystem(
        operation, Instant.ofEpochMilli(moment.wallMillis()), Alert.ORGANIZATION, facts);
  }
}
