package org.sluice.app.serve;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.sluice.core.alert.LostStores.Sign;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.StoreLoss;
import org.sluice.store.embedded.ledger.EmbeddedLedger;
import org.sluice.store.embedded.ledger.LedgerHealth;
import org.sluice.store.facts.Facts;

/** The stores that this node rests on, as they are now. */
final class Stores {
  private final EmbeddedLedger ledger;
  private final Ledgers ledgers;
  private final Facts facts;
  private final String node;

  /**
   * @param hostname of this machine; {@code -} if unknown
   */
  Stores(EmbeddedLedger ledger, Ledgers ledgers, Facts facts, String hostname) {
    this.ledger = ledger;
    this.ledgers = ledgers;
    this.facts = facts;
    this.node = hostname.equals("-") ? "" : " (" + hostname + ")";
  }

  List<Sign> signs() {
    List<Sign> signs = new ArrayList<>();
    LedgerHealth own = ledger.health();
    signs.add(
        new Sign("Limit ledger" + node, !own.recording(), own.cause(), own.losses(), byPolicy()));
    ledgers
        .sharedHealth()
        .ifPresent(shared ->
            signs.add(
                new Sign(
                    "Redis" + node, !shared.asked(), shared.cause(), shared.losses(), byPolicy())));
    signs.add(
        new Sign(
            "Facts" + node,
            !facts.isRecording(),
            facts.cause().isEmpty() ? facts.advice() : facts.cause() + ". " + facts.advice(),
            facts.losses(),
            "Restrictions by limits hold in memory and are written when it is back; what"
                + " administrators order is refused; notifications wait."));
    return signs;
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
