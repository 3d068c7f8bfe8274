package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyLog;
import org.sluice.store.redis.SimulatedStore.Fault;

/**
 * Schedules of a cluster, each decided by its seed: three nodes and a store on a bad network, a bot
 * that sprays all nodes, an administrator who restricts and lifts a user, nodes that are killed, a
 * store that stops, steps its clock and is emptied, a database of facts that is lost, and a
 * midnight. After the last fault all heals, and a while later everything has to be in order again.
 *
 * <p>Tallies are used again by the next schedule, two days later and under other names: a new one
 * for each would cost more than all else.
 */
final class Simulation {
  static final int NODES = 3;
  private static final long SCHEDULE_MILLIS = 48 * 3_600_000L;

  /** Then the dates come to an end that a tally can count in. */
  private static final int MOST_SCHEDULES = 20_000;

  /** Fifteen seconds before a midnight: what lasts for today ends within the schedule. */
  private static final long FIRST_EPOCH = 1_772_409_600_000L - 15_000;

  private final Tally storeTally = new Tally(TallyLog.NONE);
  private final List<Tally> nodeTallies = new ArrayList<>();
  private final Set<Fault> faults;
  private final boolean unboundedAlone;
  private long schedules;

  /** What a schedule broke. */
  static final class Broken extends AssertionError {
    private static final long serialVersionUID = 1;

    Broken(long seed, String what) {
      super("seed " + seed + ": " + what);
    }
  }

  Simulation(Set<Fault> faults, boolean unboundedAlone) {
    this.faults = faults;
    this.unboundedAlone = unboundedAlone;
    for (int i = 0; i < NODES; i++) {
      nodeTallies.add(new Tally(TallyLog.NONE));
    }
  }

  /**
   * Runs one schedule.
   *
   * @throws Broken if an invariant does not hold
   */
  void run(long seed) {
    if (schedules == MOST_SCHEDULES) {
      throw new IllegalStateException("For more than " + MOST_SCHEDULES + " begin another");
    }
    long epoch = FIRST_EPOCH + schedules++ * SCHEDULE_MILLIS;
    storeTally.sweep(epoch, storeTally.state().slots());
    nodeTallies.forEach(tally -> tally.sweep(epoch, tally.state().slots()));
    new Schedule(seed, epoch, storeTally, nodeTallies, faults, unboundedAlone).run();
  }
}
