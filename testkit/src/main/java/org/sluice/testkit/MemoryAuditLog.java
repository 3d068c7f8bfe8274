package org.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sluice.core.audit.AuditChain;
import org.sluice.core.audit.AuditConfig;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainCheck;
import org.sluice.core.audit.ChainReport;
import org.sluice.core.audit.ChainedRecord;

/** An audit log that forgets. Thread-safe. */
public final class MemoryAuditLog implements AuditLog {
  private final List<ChainedRecord> records = new ArrayList<>();
  private boolean on = true;

  @Override
  public synchronized List<ChainedRecord> search(AuditQuery query, AuditPlace behind, int most) {
    return records.stream()
        .filter(r -> query.wants(r.record()) && behind.isBefore(r))
        .sorted(
            Comparator.comparing((ChainedRecord r) -> r.record().creationTime())
                .thenComparingLong(ChainedRecord::number)
                .reversed())
        .limit(most)
        .toList();
  }

  @Override
  public synchronized long count(AuditQuery query, int most) {
    return search(query, AuditPlace.START, most).size();
  }

  @Override
  public synchronized Optional<ChainedRecord> at(long number) {
    return records.stream().filter(r -> r.number() == number).findFirst();
  }

  @Override
  public synchronized ChainReport verify(Optional<Noted> noted) {
    ChainCheck check = new ChainCheck(0, AuditChain.GENESIS, noted, MemoryAuditLog::sha256);
    records.forEach(check::next);
    return check.end(
        records.size(), records.isEmpty() ? AuditChain.GENESIS : records.getLast().hash());
  }

  @Override
  public synchronized AuditConfig config() {
    return new AuditConfig(on, 180);
  }

  @Override
  public synchronized void turn(boolean wanted, AuditRecord record) {
    append(record);
    on = wanted;
  }

  @Override
  public synchronized void append(AuditRecord record) {
    if (on || record.operation().isAlwaysRecorded()) {
      String previous = records.isEmpty() ? AuditChain.GENESIS : records.getLast().hash();
      records.add(AuditChain.chain(record, records.size() + 1L, previous, MemoryAuditLog::sha256));
    }
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
