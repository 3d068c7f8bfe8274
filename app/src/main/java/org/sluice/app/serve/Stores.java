package org.sluice.app.serve;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.sluice.core.alert.LostStores.Sign;
import org.sluice.core.limit.Moment;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.StoreLoss;
import org.sluice.store.embedded.ledger.EmbeddedLedger;
import org.sluice.store.embedded.ledger.LedgerHealth;
import org.sluice.store.facts.Facts;
import org.sluice.store.redis.SharedHealth;

/** The stores that this node rests on, as they are now. Used by one thread. */
final class Stores {
  /** Until when after the start Redis has to be reached for the first time. */
  static final long REACHED_MILLIS = 60_000;

  private final EmbeddedLedger ledger;
  private final Ledgers ledgers;
  private final Facts facts;
  private final String node;
  private Optional<Long> firstLookMillis = Optional.empty();

  /**
   * @param hostname of this machine; {@code -} if unknown
   */
  Stores(EmbeddedLedger ledger, Ledgers ledgers, Facts facts, String hostname) {
    this.ledger = ledger;
    this.ledgers = ledgers;
    this.facts = facts;
    this.node = hostname.equals("-") ? "" : " (" + hostname + ")";
  }

  /** As they are now; a Redis that was not reached yet is left out for a while after the start. */
  List<Sign> signs(Moment now) {
    List<Sign> signs = new ArrayList<>();
    LedgerHealth own = ledger.health();
    signs.add(
        new Sign(
            "Limit ledger" + node, !own.recording(), true, own.cause(), own.losses(), byPolicy()));
    ledgers
        .sharedHealth()
        .filter(shared -> !shared.isYetToBeReached() || isLate(now))
        .ifPresent(shared -> signs.add(ofRedis(shared)));
    signs.add(ofFacts());
    return signs;
  }

  private boolean isLate(Moment now) {
    firstLookMillis = firstLookMillis.or(() -> Optional.of(now.steadyMillis()));
    return now.steadyMillis() - firstLookMillis.orElseThrow() >= REACHED_MILLIS;
  }

  private Sign ofFacts() {
    String cause = facts.cause().isEmpty() ? "" : facts.cause() + ". " + facts.advice();
    return new Sign(
        "Facts" + node,
        !facts.isRecording(),
        facts.isFailing(),
        cause,
        facts.losses(),
        "Restrictions by limits hold in memory and are written when it is back; what"
            + " administrators order is refused; notifications wait.");
  }

  /** One that came back empty and waits for nodes, or lacks replicas, is as good as lost. */
  private Sign ofRedis(SharedHealth shared) {
    List<String> waitsFor = ledgers.waitsFor();
    Optional<String> replicas = ledgers.lackOfReplicas();
    boolean uncertain = !waitsFor.isEmpty() || replicas.isPresent();
    String cause =
        waitsFor.isEmpty()
            ? replicas.orElse(shared.cause())
            : "It came back empty and lacks what these nodes counted: "
                + String.join(", ", waitsFor);
    boolean lost = !shared.asked() || uncertain;
    return new Sign("Redis" + node, lost, !shared.asked(), cause, shared.losses(), byPolicy());
  }

  /** What the policies say for a ledger that is lost. */
  private String byPolicy() {
    Map<StoreLoss, StringJoiner> names = new EnumMap<>(StoreLoss.class);
    for (OutboundSpamPolicy policy : facts.book().policies()) {
      names.computeIfAbsent(policy.storeLoss(), loss -> new StringJoiner(", ")).add(policy.name());
    }
    StringJoiner all = new StringJoiner("; ");
    names.forEach((loss, policies) -> all.add(words(loss) + ": " + policies));
    return all.toString();
  }

  private static String words(StoreLoss loss) {
    return switch (loss) {
      case Open -> "Open (mail passes uncounted)";
      case Closed -> "Closed (mail is put off)";
      case Local -> "Local (this node counts alone)";
    };
  }
}
