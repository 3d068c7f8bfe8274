package org.sluice.core.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.decision.Watch;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.Usage;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Submission;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * The early warning: a sender has used 80 % of a limit, or sends far more than in its own last two
 * weeks; the organization has used 80 % of its limit, or all of it.
 *
 * <p>On the request path this is one look into a map and a few comparisons; nothing is allocated
 * and no lock is taken unless something is to be told. What takes time (reading a sender's history,
 * writing the hour that is over) is done by {@link #tick}, on another thread. A sender that is seen
 * for the first time is held against its history a tick later.
 *
 * <p>Each thing is told at most once in {@value #QUIET_MILLIS} ms for each sender. The memory for
 * that is lost with the process: after a restart a warning may be told again. At most {@value
 * #MOST_SENDERS} senders that sent within the hour are watched; those beyond are not, and their
 * number is told by {@link #tick}. Thread-safe; {@code tick} is called by one thread.
 */
public final class SendingPatterns implements Watch, ActiveSenders {
  /** The most senders that are watched at a time. */
  public static final int MOST_SENDERS = 100_000;

  /** Histories that are read in one tick. */
  static final int MOST_READ = 500;

  /** How long a thing is not told again. */
  static final long QUIET_MILLIS = 24 * 3_600_000L;

  private static final long HOUR_MILLIS = 3_600_000L;
  private static final long DAY_MILLIS = 24 * HOUR_MILLIS;
  private static final LimitKind[] WATCHED = {
    LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR,
    LimitKind.INTERNAL_RECIPIENTS_PER_HOUR,
    LimitKind.RECIPIENTS_PER_DAY,
    LimitKind.RECIPIENT_RATE
  };
  private static final int DEPARTURE = WATCHED.length;
  private static final int WHOLE = 1000;

  private final EndedHour ended;
  private final SendingHistory history;
  private final WarningLog log;
  private final ConcurrentMap<String, WatchedSender> users = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, WatchedSender> connectors = new ConcurrentHashMap<>();
  private final Queue<WatchedSender> unread = new ConcurrentLinkedQueue<>();
  private final OrganizationWarning organization;
  private final AtomicLongArray nearby = new AtomicLongArray(LimitKind.values().length);
  private volatile WatchedFilter filter = new WatchedFilter();
  private volatile boolean full;
  private int hour = -1;

  public SendingPatterns(LimitLedger ledger, SendingHistory history, WarningLog log) {
    this.ended = new EndedHour(ledger);
    this.history = history;
    this.log = log;
    this.organization = new OrganizationWarning(ledger, log);
  }

  @Override
  public void seen(
      SenderIdentity sender, Submission submission, Limits limits, Balance balance, Moment moment) {
    Usage usage = balance.usage();
    if (organization.seen(limits, balance, moment)) {
      nearby.incrementAndGet(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS.ordinal());
    }
    WatchedSender watched = watching(sender);
    if (watched == null || !balance.granted()) {
      return;
    }
    int inHour = usage.externalInHour() + usage.internalInHour();
    if (inHour > watched.usualMost && quiet(watched.told, DEPARTURE, moment.steadyMillis(), log)) {
      departed(watched, inHour, submission, moment);
    }
    int greatest = 0;
    long parts = 0;
    for (int i = 0; i < WATCHED.length; i++) {
      long most = limits.most(WATCHED[i]);
      int own = most > 0 ? (int) (usage.used(WATCHED[i]) * WHOLE / most) : 0;
      parts = WatchedSender.with(parts, i, own);
      greatest = Math.max(greatest, own);
      if (isNear(usage.used(WATCHED[i]), most)
          && quiet(watched.told, i, moment.steadyMillis(), log)) {
        near(watched, WATCHED[i], usage, limits, submission, moment);
      }
    }
    int hourNow = (int) (moment.wallMillis() / HOUR_MILLIS);
    watched.sent(hourNow, parts, greatest, moment.steadyMillis());
  }

  /**
   * How near to each limit senders are: of each as it was when it last sent, for as long as the
   * limit's window. Usage only falls while nobody sends, so it is never more than is told here. One
   * pass over the senders that are watched; asks nobody.
   */
  public List<Nearness> nearness(long steadyMillis) {
    Nearness[] all = new Nearness[WATCHED.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Nearness.none(WATCHED[i]);
    }
    for (ConcurrentMap<String, WatchedSender> map : List.of(users, connectors)) {
      for (WatchedSender watched : map.values()) {
        for (int i = 0; i < all.length; i++) {
          all[i] = all[i].with(part(watched, i, steadyMillis));
        }
      }
    }
    List<Nearness> result = new ArrayList<>(List.of(all));
    result.add(
        Nearness.none(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS)
            .with(organization.part(steadyMillis)));
    return result;
  }

  /** In thousandths; 0 once the window has passed since it last sent. */
  private static int part(WatchedSender watched, int i, long steadyMillis) {
    long window =
        switch (WATCHED[i]) {
          case EXTERNAL_RECIPIENTS_PER_HOUR, INTERNAL_RECIPIENTS_PER_HOUR -> HOUR_MILLIS;
          default -> DAY_MILLIS;
        };
    return steadyMillis - watched.sentMillis() < window ? watched.part(i) : 0;
  }

  @Override
  public List<SenderIdentity> nearest(Predicate<SenderIdentity> wanted, int most) {
    Comparator<WatchedSender> furthestFirst = Comparator.comparingInt(WatchedSender::greatest);
    PriorityQueue<WatchedSender> nearest = new PriorityQueue<>(furthestFirst);
    for (ConcurrentMap<String, WatchedSender> map : List.of(users, connectors)) {
      for (WatchedSender watched : map.values()) {
        if (wanted.test(watched.sender)) {
          nearest.add(watched);
        }
        if (nearest.size() > most) {
          nearest.remove();
        }
      }
    }
    return nearest.stream()
        .sorted(furthestFirst.reversed())
        .map(watched -> watched.sender)
        .toList();
  }

  private @Nullable WatchedSender watching(SenderIdentity sender) {
    ConcurrentMap<String, WatchedSender> map =
        sender instanceof SenderIdentity.User ? users : connectors;
    boolean nobodyMore = full;
    if (nobodyMore && !filter.mayHave(sender.name())) {
      return null;
    }
    WatchedSender known = map.get(sender.name());
    return known != null || nobodyMore ? known : admit(map, sender);
  }

  private @Nullable WatchedSender admit(
      ConcurrentMap<String, WatchedSender> map, SenderIdentity sender) {
    if (users.size() + connectors.size() >= MOST_SENDERS) {
      full = true;
      return null;
    }
    WatchedSender watched =
        map.computeIfAbsent(
            sender.name(),
            name -> {
              WatchedSender made = new WatchedSender(sender, DEPARTURE + 1);
              unread.add(made);
              return made;
            });
    filter.add(sender.name());
    return watched;
  }

  /** How often it was told since the start that 80 % of this limit is used. */
  public long timesNear(LimitKind kind) {
    return nearby.get(kind.ordinal());
  }

  /** The limits of which it is told when they are near. */
  public static List<LimitKind> watched() {
    List<LimitKind> all = new ArrayList<>(List.of(WATCHED));
    all.add(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS);
    return all;
  }

  /** 80 % or more. */
  static boolean isNear(long used, long most) {
    return most > 0 && used * 5 >= most * 4;
  }

  /**
   * Whether it is time to tell; then this one tells. What nobody would hear, because the audit log
   * is off, stays to be told.
   */
  static boolean quiet(AtomicLongArray told, int what, long steadyMillis, WarningLog log) {
    long last = told.get(what);
    return (last == 0 || steadyMillis - last >= QUIET_MILLIS)
        && log.isOn()
        && told.compareAndSet(what, last, Math.max(1, steadyMillis));
  }

  private void near(
      WatchedSender watched,
      LimitKind kind,
      Usage usage,
      Limits limits,
      Submission submission,
      Moment moment) {
    nearby.incrementAndGet(kind.ordinal());
    Map<String, String> facts = facts(watched, submission);
    facts.put("Why", "80 % of a limit is used");
    facts.put("Limit", kind.title());
    facts.put("Used", Long.toString(usage.used(kind)));
    facts.put("Most", Integer.toString(limits.most(kind)));
    warn(AuditOperation.SUSPICIOUS_PATTERN, watched.entity.name(), facts, moment);
  }

  private void departed(WatchedSender watched, int inHour, Submission submission, Moment moment) {
    Map<String, String> facts = facts(watched, submission);
    facts.put("Why", "Far more recipients in an hour than in the last two weeks");
    facts.put("Used", Integer.toString(inHour));
    facts.put("UsualMost", Integer.toString(watched.usualMost));
    warn(AuditOperation.SUSPICIOUS_PATTERN, watched.entity.name(), facts, moment);
  }

  private static Map<String, String> facts(WatchedSender watched, Submission submission) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("Type", watched.entity.kind().title());
    facts.put("ClientAddress", submission.client().text());
    return facts;
  }

  private void warn(
      AuditOperation operation, String whom, Map<String, String> facts, Moment moment) {
    log.warn(
        AuditRecord.bySystem(operation, Instant.ofEpochMilli(moment.wallMillis()), whom, facts));
  }

  /**
   * To be called once a second: reads the history of senders that are new, writes an hour that is
   * over, and looks whether the organization's warnings are over.
   *
   * @return whether there were more senders than are watched, in the hour that is over
   */
  public boolean tick(Moment moment) {
    organization.tick(moment);
    int now = (int) (moment.wallMillis() / HOUR_MILLIS);
    boolean wasFull = false;
    if (hour != now) {
      if (hour >= 0) {
        wasFull = full;
        endHour(moment);
      }
      hour = now;
    }
    ended.ask(moment);
    List<SenderHour> sent = ended.sent();
    if (!sent.isEmpty()) {
      history.keep(sent);
    }
    readHistories(now); // At the end: what fails here holds up nothing else.
    return wasFull;
  }

  /** A tick reads so many that the facts are not held up; many at a time, for one costs a wait. */
  private void readHistories(int now) {
    for (int read = 0; read < MOST_READ && !unread.isEmpty(); read += SendingHistory.MOST_SENDERS) {
      List<WatchedSender> some = new ArrayList<>(SendingHistory.MOST_SENDERS);
      WatchedSender watched = unread.poll();
      while (watched != null) {
        some.add(watched);
        watched = some.size() < SendingHistory.MOST_SENDERS ? unread.poll() : null;
      }
      read(some, now);
    }
  }

  /** Those that cannot be read are read at a later tick. */
  private void read(List<WatchedSender> some, int now) {
    List<RestrictedEntity> senders = some.stream().map(w -> w.entity).distinct().toList();
    try {
      Map<RestrictedEntity, List<SenderHour>> hours =
          history.hours(senders, now - SendingHistory.KEPT_HOURS);
      for (WatchedSender watched : some) {
        watched.usualMost = Departure.most(hours.getOrDefault(watched.entity, List.of()));
      }
    } catch (RuntimeException e) {
      unread.addAll(some);
      throw e;
    }
  }

  /** Those that sent are written and held against their history anew; the others are forgotten. */
  private void endHour(Moment moment) {
    ended.of(hour);
    unread.clear(); // All who stay are read anew.
    for (ConcurrentMap<String, WatchedSender> map : List.of(users, connectors)) {
      map.values().removeIf(watched -> isForgotten(watched, moment));
      map.values()
          .forEach(watched -> {
            ended.ended(watched.sender);
            unread.add(watched);
          });
    }
    WatchedFilter fresh = new WatchedFilter();
    addAllTo(fresh);
    filter = fresh;
    addAllTo(fresh); // Who was admitted meanwhile had noted itself in the one before.
    full = false;
  }

  private void addAllTo(WatchedFilter fresh) {
    users.keySet().forEach(fresh::add);
    connectors.keySet().forEach(fresh::add);
  }

  /**
   * Not seen in the hour that is over, nothing told that may not be told again, and half of no
   * limit used.
   */
  private boolean isForgotten(WatchedSender watched, Moment moment) {
    for (int i = 0; i <= DEPARTURE; i++) {
      long told = watched.told.get(i);
      if (told != 0 && moment.steadyMillis() - told < QUIET_MILLIS) {
        return false;
      }
    }
    for (int i = 0; i < WATCHED.length; i++) {
      if (part(watched, i, moment.steadyMillis()) >= Nearness.HALF) {
        return false;
      }
    }
    return watched.hour() < hour;
  }
}
