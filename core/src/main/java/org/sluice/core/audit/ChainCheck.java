package org.sluice.core.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Follows a chain record by record, in constant memory, and goes on behind a fault, so that each
 * place is named and nothing else. Not thread-safe.
 */
public final class ChainCheck {
  /** The parameter of a retention record that names the last record it cut. */
  public static final String THROUGH = "ThroughRecord";

  /** The parameter of a retention record that has the hash of the last record it cut. */
  public static final String THROUGH_HASH = "ThroughHash";

  private final UnaryOperator<String> sha256;
  private final Optional<AuditLog.Noted> noted;
  private final List<ChainFault> faults = new ArrayList<>();
  private long more;
  private long records;
  private final long first;
  private final String beginning;
  private long last;
  private String head;
  private Optional<Map<String, String>> lastCut = Optional.empty();

  /**
   * @param anchorNumber the last record that retention has cut; 0 if none
   * @param anchorHash its hash
   */
  public ChainCheck(
      long anchorNumber,
      String anchorHash,
      Optional<AuditLog.Noted> noted,
      UnaryOperator<String> sha256) {
    this.sha256 = sha256;
    this.noted = noted;
    this.first = anchorNumber + 1;
    this.beginning = anchorHash;
    this.last = anchorNumber;
    this.head = anchorHash;
  }

  /** The next record of the log. */
  public void next(ChainedRecord next) {
    records++;
    boolean follows = step(next.number());
    if (!AuditChain.hash(next.record(), next.number(), next.previous(), sha256)
        .equals(next.hash())) {
      fault(new ChainFault.Changed(next.number()));
    } else if (follows && !next.previous().equals(head)) {
      fault(new ChainFault.Misplaced(next.number()));
    }
    if (noted.isPresent()
        && noted.get().number() == next.number()
        && !noted.get().hash().equalsIgnoreCase(next.hash())) {
      fault(new ChainFault.OtherThanNoted(next.number()));
    }
    if (next.record().operation() == AuditOperation.AUDIT_RETENTION) {
      lastCut = Optional.of(next.record().parameters());
    }
    head = next.hash();
  }

  /** The next record of the log, which cannot be read. */
  public void unreadable(long number, String hash) {
    records++;
    step(number);
    fault(new ChainFault.Unreadable(number));
    head = hash;
  }

  private boolean step(long number) {
    boolean follows = number == last + 1;
    if (!follows) {
      fault(new ChainFault.Missing(last + 1, number - 1));
    }
    last = number;
    return follows;
  }

  /**
   * The end of the log.
   *
   * @param written the number of the last record that the store says it wrote
   * @param writtenHash the hash that it says it has
   */
  public ChainReport end(long written, String writtenHash) {
    if (last == written && last >= first && !head.equalsIgnoreCase(writtenHash)) {
      ChainFault changed = new ChainFault.Changed(last);
      if (!faults.contains(changed)) {
        fault(changed);
      }
    }
    if (last < written) {
      fault(new ChainFault.Missing(last + 1, written));
    }
    if (last > written) {
      fault(new ChainFault.Added(last));
    }
    String cut = lastCut.map(p -> p.getOrDefault(THROUGH, "")).orElse("0");
    String cutHash = lastCut.map(p -> p.getOrDefault(THROUGH_HASH, "")).orElse(AuditChain.GENESIS);
    if (!cut.equals(Long.toString(first - 1)) || !cutHash.equals(beginning)) {
      faults.addFirst(new ChainFault.WrongBeginning(first));
    }
    noted.ifPresent(this::holdAgainstTheEnds);
    return new ChainReport(records, first, last, head, faults, more);
  }

  /** Of what lies before the beginning the anchor alone is kept, and proves only itself. */
  private void holdAgainstTheEnds(AuditLog.Noted it) {
    if (it.number() > last) {
      fault(new ChainFault.Missing(last + 1, it.number()));
    } else if (it.number() < first - 1) {
      fault(new ChainFault.NotedIsCut(it.number(), first));
    } else if (it.number() == first - 1 && !it.hash().equalsIgnoreCase(beginning)) {
      fault(new ChainFault.OtherThanNoted(it.number()));
    }
  }

  private void fault(ChainFault fault) {
    if (faults.size() < ChainReport.MOST_FAULTS) {
      faults.add(fault);
    } else {
      more++;
    }
  }
}
