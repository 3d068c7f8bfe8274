package org.sluice.store.redis;

import java.util.List;
import java.util.Optional;
import org.sluice.core.policy.StoreLoss;

/**
 * How much may pass: what decision 0062 says, and of what a failover lost decision 0066.
 *
 * @param limit of each bot
 * @param organization of all together; 0 for none
 */
record Promise(
    SimulatedStore store,
    SimulatedFacts facts,
    List<Bot> bots,
    StoreLoss loss,
    int limit,
    int organization) {

  /** What is broken now that a bot's recipients have passed. */
  Optional<String> brokenBy(Bot bot) {
    int afresh = 1 + facts.lifts(bot.entity, store.latest());
    int lost = store.replica.lost(bot.key);
    int forgotten = store.forgotten.getOrDefault(bot.key, 0) + late(bot);
    int most = most(limit) * afresh + (isBound() ? 0 : lost) + forgotten;
    if (loss != StoreLoss.Open && bot.delivered() > most) {
      return Optional.of(bot.delivered() + " passed, " + most + " may");
    }
    int certain = limit * afresh + (store.replica.isWaitedFor() ? 0 : lost) + forgotten;
    if (bot.certain() > certain) {
      return Optional.of(bot.certain() + " passed while the store answered");
    }
    return organization == 0 ? Optional.empty() : brokenByAll();
  }

  private Optional<String> brokenByAll() {
    long late = store.givenBackLateTogether;
    long most = most(organization) + (isBound() ? 0 : lost()) + late;
    if (loss != StoreLoss.Open && delivered() > most) {
      return Optional.of(delivered() + " of the organization passed, " + most + " may");
    }
    int certain = bots.stream().mapToInt(Bot::certain).sum();
    return certain > organization + (store.replica.isWaitedFor() ? 0 : lost()) + late
        ? Optional.of(certain + " of the organization passed while the store answered")
        : Optional.empty();
  }

  /** Whether what passes was acknowledged: then a failover lets nothing pass once more. */
  private boolean isBound() {
    return store.replica.isWaitedFor() && loss == StoreLoss.Closed;
  }

  private int most(int each) {
    return loss == StoreLoss.Closed ? each : each * Simulation.NODES;
  }

  private int late(Bot bot) {
    return store.givenBackLate.getOrDefault(bot.key, 0);
  }

  /** What passed of all together is missing nowhere, but for what was lost or given back late. */
  boolean isMissingTogether() {
    return loss != StoreLoss.Open
        && store.organization() < delivered() - lost() - store.givenBackLateTogether;
  }

  /** The same of one of them, with so many in the store. */
  boolean isMissing(Bot bot, int used) {
    return loss != StoreLoss.Open
        && used < bot.delivered() - store.replica.lost(bot.key) - late(bot);
  }

  int delivered() {
    return bots.stream().mapToInt(Bot::delivered).sum();
  }

  private long lost() {
    return store.replica.lostTogether();
  }
}
