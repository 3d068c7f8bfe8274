package org.sluice.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Buckets;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Tally;

/**
 * What {@code sluice.lua} does, made of a tally and flags. It can be emptied, and made faulty in
 * ways that a simulation has to notice.
 */
final class SimulatedStore {
  /** Faults to plant. */
  enum Fault {
    /** Charges are judged and counted in two steps. */
    JUDGES_AND_COUNTS_APART,
    /** Restrictions are acknowledged and forgotten, and what charges say of them is not heard. */
    FORGETS_RESTRICTIONS,
    /** Lifts are acknowledged and forgotten. */
    FORGETS_LIFTS,
    /** The last word about a restriction holds, not the latest fact. */
    LAST_WORD_HOLDS,
    /** What nodes counted alone is acknowledged and not added. */
    MERGES_NOTHING,
    /** An emptied store answers as if it were not. */
    HIDES_THAT_IT_WAS_EMPTIED,
    /** What was added is added again when it is sent again. */
    MERGES_TWICE,
    /** An emptied store says that every node has added its share to it. */
    SAYS_THAT_ALL_JOINED,
    /** What nodes counted of all senders together is acknowledged and not added. */
    MERGES_NOTHING_OF_THE_ORGANIZATION,
    /** The facts drop what was decided when another node wrote that a day was over. */
    DROPS_AFTER_ANY_LIFT,
    /** What was counted before the end of a restriction counts on until a node tells the end. */
    COUNTS_ON_AFTER_AN_END,
    /** What is taken back is acknowledged and stays. */
    KEEPS_WHAT_IS_TAKEN_BACK
  }

  final SimulatedReplica replica;

  private final Tally tally;
  private final SimulatedTime time;
  private final long epoch;
  private final Set<Fault> faults;
  private final long[] generations;
  private final List<Set<String>> joined = new ArrayList<>();
  private final Map<String, Long> present = new HashMap<>();
  private final Set<String> everPresent = new HashSet<>();
  private final int organizationPart;
  private long nextGeneration;

  /** What the tally counts of the organization that was counted before it was emptied. */
  private long organizationBefore;

  private final Map<SenderKey, SimulatedFlag> flags = new HashMap<>();
  private final Set<Long> merged = new HashSet<>();

  /** Messages that passed while not every node's counts were here. */
  private final Set<Long> uncertain = new HashSet<>();

  /** Whom a message named that passed. */
  private final Map<Long, Set<Long>> named = new HashMap<>();

  /** When a message passed last. */
  private final Map<Long, Long> passed = new HashMap<>();

  private long emptied;
  private long latest;
  long aheadMillis;

  /** Recipients that passed a node before it heard since when usage counts. */
  private final Map<SenderKey, Integer> unheard = new HashMap<>();

  /** Those of them, at most, that an emptied store did not get back: their node held them void. */
  final Map<SenderKey, Integer> forgotten = new HashMap<>();

  /** Recipients that passed when they were asked about again, before they were given back. */
  final Map<SenderKey, Integer> givenBackLate = new HashMap<>();

  /** The same of all together. */
  long givenBackLateTogether;

  /** Whether a limit refused somebody of whom nothing had passed since a restriction ended. */
  boolean decidedOnCountsBeforeAnEnd;

  /** Recipients that nodes counted alone and that were added, since it was last emptied. */
  final Map<SenderKey, Integer> added = new HashMap<>();

  SimulatedStore(
      Tally tally,
      SimulatedTime time,
      long epoch,
      Parts parts,
      Set<Fault> faults,
      boolean acknowledged) {
    this.replica = new SimulatedReplica(time, acknowledged);
    this.tally = tally;
    this.time = time;
    this.epoch = epoch;
    this.faults = faults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(faults);
    this.generations = new long[parts.all()];
    this.organizationPart = parts.organization();
    for (int part = 0; part < parts.all(); part++) {
      joined.add(Set.of());
    }
    this.organizationBefore = organizationInTally();
  }

  long now() {
    long now = epoch + time.now() + aheadMillis;
    latest = Math.max(latest, now);
    return now;
  }

  /** The latest instant that its clock has shown. */
  Instant latest() {
    return Instant.ofEpochMilli(Math.max(latest, now()));
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  void empty() {
    emptied++;
    unheard.forEach((sender, count) -> forgotten.merge(sender, count, Integer::sum));
    unheard.clear();
    flags.clear();
    merged.clear();
    added.clear();
    uncertain.clear();
    named.clear();
    present.clear();
    joined.replaceAll(nodes -> Set.of());
    replica.emptied();
    organizationBefore = organizationInTally();
    if (!has(Fault.HIDES_THAT_IT_WAS_EMPTIED)) {
      Arrays.fill(generations, 0);
    }
  }

  /** The replica is the master now: what it has not heard of is gone, and so are all flags. */
  void failOver() {
    for (SimulatedReplica.Written gone : replica.promoted()) {
      int before = external(gone.sender());
      long together = organization();
      withdraw(gone.sender(), gone.message());
      replica.lost(gone.sender(), before - external(gone.sender()), together - organization());
    }
    flags.clear();
  }

  private int external(SenderKey sender) {
    return tally.usage(name(sender), now(), 0).usage().externalInDay();
  }

  private long organizationInTally() {
    return tally.usage(new SenderKey(1, 1), now(), 0).usage().organizationExternalInDay();
  }

  /** External recipients of all senders since it was last emptied. */
  long organization() {
    return organizationInTally() - organizationBefore;
  }

  /** The tally counts also what was there before the store was emptied. */
  private Limits above(Limits l) {
    return l.organizationExternal() == 0
        ? l
        : new Limits(
            l.messagesPerMinute(),
            l.recipientsPerMessage(),
            l.externalPerHour(),
            l.internalPerHour(),
            l.recipientsPerDay(),
            l.recipientRate(),
            Math.toIntExact(l.organizationExternal() + organizationBefore),
            l.policyBinds());
  }

  /** An emptied store knows nobody: the tally's own records stay under the names from before. */
  private SenderKey name(SenderKey sender) {
    return new SenderKey(sender.high() + 0x9e37_79b9_7f4a_7c15L * emptied, sender.low());
  }

  private SimulatedFlag flag(SenderKey sender) {
    SimulatedFlag flag = flags.computeIfAbsent(sender, s -> new SimulatedFlag(this));
    flag.endWhatRanOut();
    return flag;
  }

  /** Whether a confirmed restriction holds that ends by no clock. */
  boolean isFlaggedForGood(SenderKey sender) {
    return flag(sender).isForGood();
  }

  Script.Answer charge(Charge charge, int part, long generation, boolean whole) {
    if (generations[part] != generation) {
      return new Script.Answer.OtherGeneration();
    }
    SimulatedFlag flag = flag(charge.sender());
    if (flag.hear(charge.held(), charge.afreshMillis())) {
      return new Script.Answer.Judged(
          Balance.restricted(true, look(charge.sender(), Held.FREE, 0).forecast().usage()));
    }
    Set<Long> before = named.computeIfAbsent(charge.message(), m -> new HashSet<>());
    boolean again = charge.whole() || recipients(charge).anyMatch(before::contains);
    if (whole && again && uncertain.remove(charge.message())) {
      withdraw(charge.sender(), charge.message());
      before.clear();
    }
    boolean immune = flag.now() < flag.immune;
    Limits limits = immune ? charge.limits().advisory() : charge.limits();
    Balance balance = judge(charge, flag, limits);
    if (balance.granted()) {
      flag.ended = 0;
      passed.put(charge.message(), time.now());
      if (charge.afreshMillis() < flag.afresh) {
        unheard.merge(charge.sender(), charge.recipientCount(), Integer::sum);
      }
      replica.counted(charge.sender(), charge.message());
      recipients(charge).forEach(before::add);
      if (!whole) {
        uncertain.add(charge.message());
      }
    }
    LimitKind exceeded = balance.exceeded();
    if (!balance.granted() && exceeded != null && exceeded.ofPolicy()) {
      decidedOnCountsBeforeAnEnd |= flag.ended != 0;
      flag.restrictForNow();
    }
    return new Script.Answer.Judged(balance);
  }

  private static Stream<Long> recipients(Charge charge) {
    return LongStream.concat(Arrays.stream(charge.external()), Arrays.stream(charge.internal()))
        .boxed();
  }

  private Balance judge(Charge charge, SimulatedFlag flag, Limits limits) {
    if (!has(Fault.JUDGES_AND_COUNTS_APART)) {
      return tally.charge(at(charge, flag, limits));
    }
    int used = look(charge.sender(), Held.FREE, 0).forecast().usage().externalInHour();
    boolean granted = !limits.policyBinds() || used < limits.externalPerHour();
    if (granted) {
      time.after(3, () -> tally.charge(at(charge, flag, Limits.NONE)));
    }
    return new Balance(
        granted,
        granted ? null : LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR,
        !granted,
        0,
        true,
        new org.sluice.core.limit.Usage(0, 0, used + 1, 0, used + 1, 0, 0));
  }

  private Charge at(Charge c, SimulatedFlag flag, Limits limits) {
    return new Charge(
        name(c.sender()),
        c.message(),
        c.external(),
        c.internal(),
        c.recipientCount(),
        c.whole(),
        now(),
        Math.max(flag.afresh, c.afreshMillis()),
        above(limits));
  }

  void mark(Mark mark) {
    flag(mark.sender()).mark(mark);
  }

  /**
   * What a node gives back; if that travels for longer than until the message is asked about again,
   * it takes what passed then.
   */
  void withdraw(SenderKey sender, long message, long sentMillis) {
    int before = external(sender);
    long together = organization();
    withdraw(sender, message);
    if (passed.getOrDefault(message, 0L) > sentMillis) {
      givenBackLate.merge(sender, before - external(sender), Integer::sum);
      givenBackLateTogether += together - organization();
    }
  }

  private void withdraw(SenderKey sender, long message) {
    tally.withdraw(name(sender), message, now());
  }

  Script.Seen look(SenderKey sender, Held held, long afresh) {
    SimulatedFlag flag = flag(sender);
    boolean restricted = flag.hear(held, afresh);
    Forecast forecast = tally.usage(name(sender), now(), Math.max(flag.afresh, afresh));
    return new Script.Seen(restricted, forecast);
  }

  /** Counts of any minute count now, which is strict and in the same window of a short schedule. */
  boolean merge(SenderRecord counted, long id, int part, long generation) {
    if (generations[part] != generation) {
      return false;
    }
    if (has(Fault.MERGES_NOTHING) || (!merged.add(id) && !has(Fault.MERGES_TWICE))) {
      return true;
    }
    int external = 0;
    SimulatedFlag flag = flag(counted.sender());
    int from =
        counted.afreshMillis() / 128 >= flag.afresh / 128 ? 0 : Buckets.minuteOf(flag.afresh);
    for (long word : counted.buckets()) {
      external += Buckets.minute(word) >= from ? Buckets.external(word) : 0;
    }
    if (external > 0) {
      flag.ended = 0;
      added.merge(counted.sender(), external, Integer::sum);
      tally.charge(unnamed(name(counted.sender()), external, flag.afresh));
      organizationBefore += external; // that travels by itself
    }
    return true;
  }

  boolean merge(OrganizationRecord counted, long id, int part, long generation) {
    if (generations[part] != generation) {
      return false;
    }
    if (has(Fault.MERGES_NOTHING_OF_THE_ORGANIZATION) || !merged.add(id)) {
      return true;
    }
    // Of a sender whom nobody asks about: it counts in the organization alone.
    for (long left = counted.sum(); left > 0; left -= Limits.MOST) {
      tally.charge(unnamed(new SenderKey(2, 2), (int) Math.min(left, Limits.MOST), 0));
    }
    return true;
  }

  private Charge unnamed(SenderKey sender, int external, long afresh) {
    return new Charge(
        sender, 0, Charge.NOBODY, Charge.NOBODY, external, true, now(), afresh, Limits.NONE);
  }

  Filling.Part part(int part, boolean give) {
    if (give && generations[part] == 0) {
      generations[part] = ++nextGeneration;
    }
    Set<String> nodes =
        has(Fault.SAYS_THAT_ALL_JOINED) ? Set.copyOf(everPresent) : joined.get(part);
    return new Filling.Part(generations[part], nodes);
  }

  boolean join(int part, long generation, String node) {
    if (generations[part] != generation) {
      return false;
    }
    Set<String> nodes = new HashSet<>(joined.get(part));
    nodes.add(node);
    joined.set(part, Set.copyOf(nodes)); // answered far more often than changed
    return true;
  }

  Filling.Present present(String node) {
    if (!node.isEmpty()) {
      present.put(node, now());
      everPresent.add(node);
    }
    return new Filling.Present(now(), generations[organizationPart], Map.copyOf(present));
  }
}
