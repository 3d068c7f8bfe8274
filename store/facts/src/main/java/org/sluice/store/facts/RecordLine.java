package org.sluice.store.facts;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.core.audit.AuditChain;
import org.sluice.core.audit.AuditDetails;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ResultStatus;
import org.sluice.core.audit.UserType;

/** An audit record as words with a blank between them. */
final class RecordLine {
  private static final int FIELDS = 8;

  private RecordLine() {}

  static String of(AuditRecord r) {
    return Stream.of(
            r.operation().name(),
            Long.toString(r.creationTime().toEpochMilli()),
            r.userId(),
            r.userType().name(),
            r.clientIp(),
            r.objectId(),
            r.resultStatus().name(),
            AuditChain.details(r.parameters(), r.modified()))
        .map(RestrictionLine::word)
        .collect(Collectors.joining(" "));
  }

  /** What a record is of, in a word for the log. */
  static String named(AuditRecord r) {
    return r.operation().title() + " of " + r.objectId();
  }

  /** Empty if it is no such line. */
  static Optional<AuditRecord> read(String line) {
    try {
      List<String> fields = Arrays.stream(line.split(" ", -1)).map(RestrictionLine::plain).toList();
      return fields.size() == FIELDS ? Optional.of(read(fields)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static AuditRecord read(List<String> f) {
    AuditDetails details = AuditDetails.parse(f.get(7));
    return new AuditRecord(
        AuditOperation.valueOf(f.get(0)),
        Instant.ofEpochMilli(Long.parseLong(f.get(1))),
        f.get(2),
        UserType.valueOf(f.get(3)),
        f.get(4),
        f.get(5),
        ResultStatus.valueOf(f.get(6)),
        details.parameters(),
        details.modified());
  }
}
