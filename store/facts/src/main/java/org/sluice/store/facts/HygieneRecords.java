package org.sluice.store.facts;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.decision.Exceedance;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.Restriction;

/** The records of what happens to senders. */
final class HygieneRecords {
  private HygieneRecords() {}

  static AuditRecord listed(Restriction r) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("Type", r.entity().kind().title());
    facts.put("Reason", r.reason());
    facts.put("Until", until(r.block()));
    facts.put("RestrictedBy", r.by());
    facts.put("Policy", r.policy());
    facts.put("Limit", limit(r.limit()));
    facts.put("ClientAddress", r.evidence().clientAddress());
    facts.put("MessageId", r.evidence().messageId());
    return AuditRecord.bySystem(AuditOperation.LISTED, r.created(), r.entity().name(), facts);
  }

  static AuditRecord delisted(Restriction r, Lift lift) {
    return AuditRecord.bySystem(
        AuditOperation.DELISTED,
        lift.at(),
        r.entity().name(),
        Map.of("Type", r.entity().kind().title(), "By", lift.by(), "Comment", lift.comment()));
  }

  static AuditRecord exceeded(Exceedance exceedance) {
    return AuditRecord.bySystem(
        AuditOperation.LIMIT_EXCEEDED,
        exceedance.evidence().at(),
        exceedance.entity().name(),
        Map.of(
            "Type", exceedance.entity().kind().title(),
            "Policy", exceedance.policy(),
            "Limit", exceedance.limit().title(),
            "Why", exceedance.reason().explanation(),
            "InternalRecipientsInDay", Integer.toString(exceedance.counts().internalInDay()),
            "ExternalRecipientsInDay", Integer.toString(exceedance.counts().externalInDay()),
            "ClientAddress", exceedance.evidence().clientAddress()));
  }

  /** The limit as people read it; as it is if it is none of ours. */
  private static String limit(String name) {
    return Stream.of(LimitKind.values())
        .filter(kind -> kind.name().equals(name))
        .map(LimitKind::title)
        .findFirst()
        .orElse(name);
  }

  private static String until(Block block) {
    return switch (block) {
      case Block.Until(Instant end) -> end.toString();
      case Block.UntilLifted lifted -> "An administrator lifts it";
    };
  }
}
