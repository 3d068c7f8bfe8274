package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.store.redis.SimulatedStore.Fault;

/**
 * Schedules of a cluster, each decided by its seed alone, in whatever process and after whatever
 * others: three nodes and a store on a bad network, a bot that sprays all nodes, an administrator
 * who restricts and lifts a user, nodes that are killed, a store that stops, steps its clock and is
 * emptied, a database of facts that is lost, and a midnight. After the last fault all heals, and a
 * while later everything has to be in order again.
 *
 * <p>Tallies are used again by the next schedule, two days later for each seed and under other
 * names: a new one for each would cost more than all else. They never go back, and so seeds rise.
 */
final class Simulation {
  static final int NODES = 3;
  private static final long SCHEDULE_MILLIS = 48 * 3_600_000L;

  /** From there on the dates come to an end that a tally can count in. */
  private static final long SEEDS = 20_000;

  /** Fifteen seconds before a midnight: what lasts for today ends within the schedule. */
  private static final long FIRST_EPOCH = 1_772_409_600_000L - 15_000;

  private final Tally storeTally = new Tally(TallyLog.NONE);
  private final List<Tally> nodeTallies = new ArrayList<>();
  private final Set<Fault> faults;
  private final Kind kind;
  private long last = -1;

  /** Of what schedules there are many. */
  enum Kind {
    /** Anything. */
    USUAL(0.2, 1, 1),
    /** Nodes that are cut off from the facts while others lift what they restrict. */
    UNHEARD_LIFTS(0.9, 40, 1),
    /** A planted fault: whatever is counted, no limit binds. */
    WITHOUT_BOUND(0.2, 1, 1_000);

    /** How probable it is of each node that it is cut off from the facts. */
    final double cutOffs;

    /** How often, at most, an administrator lifts a bot. */
    final int lifts;

    /** How many times the promised limit is what binds. */
    final int limits;

    Kind(double cutOffs, int lifts, int limits) {
      this.cutOffs = cutOffs;
      this.lifts = lifts;
      this.limits = limits;
    }
  }

  /** What a schedule broke. */
  static final class Broken extends AssertionError {
    private static final long serialVersionUID = 1;

    Broken(long seed, String what) {
      super("seed " + seed + ": " + what);
    }
  }

  Simulation(Set<Fault> faults, Kind kind) {
    this.faults = faults;
    this.kind = kind;
    for (int i = 0; i < NODES; i++) {
      nodeTallies.add(new Tally(TallyLog.NONE));
    }
  }

  /**
   * Runs one schedule.
   *
   * @param seed above the one before, and below {@value #SEEDS}
   * @return a digest of all that happened
   * @throws Broken if an invariant does not hold
   */
  long run(long seed) {
    if (seed <= last || seed >= SEEDS) {
      throw new IllegalArgumentException(seed + " is not above " + last + " and below " + SEEDS);
    }
    last = seed;
    long epoch = FIRST_EPOCH + seed * SCHEDULE_MILLIS;
    storeTally.sweep(epoch, storeTally.state().slots());
    nodeTallies.forEach(tally -> tally.sweep(epoch, tally.state().slots()));
    return new Schedule(seed, epoch, storeTally, nodeTallies, faults, kind).run();
  }
}
