package org.sluice.portal.cmdlet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sluice.core.administration.AuditFound;
import org.sluice.core.administration.AuditVerbs;
import org.sluice.core.administration.DamagedRecord;
import org.sluice.core.audit.AuditConfig;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.ChainFault;
import org.sluice.core.audit.ChainReport;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.audit.RecordType;
import org.sluice.portal.cmdlet.AuditSessions.Progress;

/** The audit log: search, prove, turn on and off. */
final class AuditCmdlets {
  private static final int USUAL_RESULTS = 100;

  /** The number of an answer's first record, how many were answered before it, how many match. */
  private static final Pattern NOTE =
      Pattern.compile("([0-9]{1,18})\\.([0-9]{1,9})\\.([0-9]{1,9})");

  private static final String INGESTION = "UnifiedAuditLogIngestionEnabled";

  private AuditCmdlets() {}

  static List<Cmdlet> all() {
    return List.of(
        Cmdlet.get(
            "Search-UnifiedAuditLog",
            "Audit records, newest first. -ResultSize is 1 to 5000, 100 without it. ResultIndex is a"
                + " record's place among all that match, ResultCount how many match, counted up to"
                + " 50000. One that cannot be read has Unreadable as its operation, and IsValid is"
                + " False.",
            searching(),
            AuditCmdlets::search),
        Cmdlet.get(
            "Get-AdminAuditLogConfig",
            "Whether the audit log is on. While it is off no alert fires.",
            List.of(),
            AuditCmdlets::config),
        Cmdlet.change(
            "Set-AdminAuditLogConfig",
            "Turns the audit log on or off; that itself is always recorded.",
            List.of(
                Parameter.needed(
                    INGESTION,
                    Parameter.Kind.BOOLEAN,
                    "$false: nothing is recorded and no alert fires.")),
            AuditCmdlets::turn),
        Cmdlet.get(
            "Test-UnifiedAuditLog",
            "Follows the chain of hashes and names each record that was changed, removed, put in or"
                + " moved (Sluice's own).",
            List.of(
                Parameter.text(
                    "Noted", "A head that was noted, NUMBER:HASH, to be held against the log.")),
            AuditCmdlets::verify));
  }

  private static List<Parameter> searching() {
    return List.of(
        Parameter.needed("StartDate", Parameter.Kind.INSTANT, "The first instant."),
        Parameter.needed("EndDate", Parameter.Kind.INSTANT, "The first instant no longer wanted."),
        Parameter.choice("RecordType", RecordType.values(), "Only records of this type."),
        Parameter.texts("Operations", "Only these operations."),
        Parameter.texts("UserIds", "Only what these users did."),
        Parameter.texts("ObjectIds", "Only what was done to these."),
        Parameter.text("FreeText", "A part of the user, the object or a value."),
        Parameter.text(
            "SessionId",
            "Joins calls of one search: each answers what follows the one before. At most 128"
                + " characters."),
        Parameter.choice(
            "SessionCommand",
            List.of("ReturnLargeSet", "ReturnNextPreviewPage"),
            "How a session goes on; both answer newest first, without end."));
  }

  private static List<Row> search(Call call) {
    Arguments a = call.arguments();
    Optional<AuditQuery> query = query(a);
    if (query.isEmpty()) {
      return List.of();
    }
    if (a.has("SessionCommand") && !a.has("SessionId")) {
      throw CmdletError.missingParameter("Search-UnifiedAuditLog", "SessionId");
    }
    Optional<AuditSessions.Key> session = a.text("SessionId").map(id -> session(call, id));
    if (session.filter(s -> call.sessions().isOfAnother(s, query.get())).isPresent()) {
      call.warn(
          "The session '" + a.needed("SessionId") + "' was of another search: it begins anew.");
    }
    return page(call, session, query.get(), most(a));
  }

  private static AuditSessions.Key session(Call call, String id) {
    if (id.length() > AuditSessions.MOST_NAME) {
      throw CmdletError.invalid(
          "SessionId has at most "
              + AuditSessions.MOST_NAME
              + " characters, and this one has "
              + id.length()
              + ".");
    }
    return new AuditSessions.Key(call.actor().userId(), id);
  }

  /**
   * The next records, each with its place among all that match and with how many match: scripts go
   * on until the two are equal. The log grows while an answer is fetched page by page, so the first
   * page notes its first record, and the others begin there too.
   */
  private static List<Row> page(
      Call call, Optional<AuditSessions.Key> session, AuditQuery query, int most) {
    Optional<Progress> noted = noted(call);
    Progress from =
        noted.orElseGet(
            () -> session.map(s -> call.sessions().next(s, query)).orElse(Progress.NONE));
    List<AuditFound> found =
        call.administration().audit().find(call.actor(), query, from.behind(), most);
    long seen = from.answered() + found.size();
    long matching = found.size() < most ? seen : Math.max(seen, matching(call, query, from));
    if (noted.isEmpty() && !found.isEmpty()) {
      long first = found.getFirst().place().number();
      call.from().note(first + "." + from.answered() + "." + matching);
    }
    if (noted.isEmpty() && session.isPresent()) {
      AuditPlace behind = found.isEmpty() ? from.behind() : found.getLast().place();
      call.sessions()
          .answered(session.get(), query, new Progress(behind, seen, OptionalLong.of(matching)));
    }
    if (matching == AuditVerbs.MOST_COUNTED) {
      call.warn(
          "Counting ends at "
              + matching
              + " (ResultCount), and more may match: a session has all once an answer is empty.");
    }
    warnOfDamaged(call, found);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      rows.add(row(found.get(i), from.answered() + i + 1, matching));
    }
    return rows;
  }

  private static void warnOfDamaged(Call call, List<AuditFound> found) {
    List<String> damaged =
        found.stream()
            .filter(AuditFound.Damaged.class::isInstance)
            .map(each -> Long.toString(each.place().number()))
            .toList();
    if (!damaged.isEmpty()) {
      call.warn(
          "%d of the %d records found cannot be read (IsValid is False): %s. `sluice audit verify`"
                  .formatted(damaged.size(), found.size(), String.join(", ", damaged))
              + " says what was changed.");
    }
  }

  private static long matching(Call call, AuditQuery query, Progress from) {
    return from.matching()
        .orElseGet(() -> call.administration().audit().count(call.actor(), query));
  }

  /** Where the first page of this answer began; empty on that page, and if it is not kept. */
  private static Optional<Progress> noted(Call call) {
    Matcher note = NOTE.matcher(call.from().note());
    if (call.from().skip() == 0 || !note.matches()) {
      return Optional.empty();
    }
    return first(call, Long.parseLong(note.group(1)))
        .map(first ->
            new Progress(
                first.before(),
                Long.parseLong(note.group(2)),
                OptionalLong.of(Long.parseLong(note.group(3)))));
  }

  private static Optional<AuditPlace> first(Call call, long number) {
    try {
      return call.administration().audit().record(call.actor(), number).map(AuditPlace::of);
    } catch (DamagedRecord e) {
      return Optional.of(e.place());
    }
  }

  private static int most(Arguments a) {
    String size = a.text("ResultSize").orElse(Integer.toString(USUAL_RESULTS));
    if (Arguments.same(size, "Unlimited")) {
      return AuditLog.MOST;
    }
    if (!size.matches("[0-9]{1,9}")) {
      throw CmdletError.badValue(
          Cmdlets.COMMON.getLast(), size, "A number from 1 to " + AuditLog.MOST + " is needed.");
    }
    return Integer.parseInt(size);
  }

  /** The query; empty if no operation can be of the type that is wanted. */
  static Optional<AuditQuery> query(Arguments a) {
    List<String> titles = a.texts("Operations").orElse(List.of());
    Optional<RecordType> type = a.choice("RecordType", RecordType.class);
    List<AuditOperation> operations =
        (titles.isEmpty()
                ? Stream.of(AuditOperation.values())
                : titles.stream().map(AuditCmdlets::operation))
            .filter(o -> type.isEmpty() || o.recordType() == type.get())
            .toList();
    boolean all = titles.isEmpty() && type.isEmpty();
    return operations.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AuditQuery(
                a.instant("StartDate").orElse(Instant.EPOCH),
                a.instant("EndDate").orElse(Instant.ofEpochMilli(Long.MAX_VALUE)),
                all ? List.of() : operations,
                a.texts("UserIds").orElse(List.of()),
                a.texts("ObjectIds").orElse(List.of()),
                a.text("FreeText").orElse("")));
  }

  static AuditOperation operation(String title) {
    return AuditOperation.of(title)
        .orElseThrow(() ->
            CmdletError.invalid(
                "There is no operation '"
                    + title
                    + "'. These are: "
                    + String.join(
                        ", ", Stream.of(AuditOperation.values()).map(o -> o.title()).toList())));
  }

  private static Row row(AuditFound found, long index, long count) {
    return switch (found) {
      case AuditFound.Whole(ChainedRecord whole) -> row(whole, index, count);
      case AuditFound.Damaged(AuditPlace place) -> damaged(place, index, count);
    };
  }

  private static Row row(ChainedRecord found, long index, long count) {
    return new Row()
        .put("RecordType", found.record().operation().recordType().name())
        .put("CreationDate", found.record().creationTime())
        .put("UserIds", found.record().userId())
        .put("Operations", found.record().operation().title())
        .put("AuditData", AuditJson.of(found).toString())
        .put("ResultIndex", Math.toIntExact(index))
        .put("ResultCount", Math.toIntExact(count))
        .put("Identity", found.id())
        .put("IsValid", true)
        .put("ObjectState", "Unchanged");
  }

  /** Nothing is said but where it stands: the columns too are what somebody has changed. */
  private static Row damaged(AuditPlace place, long index, long count) {
    return new Row()
        .put("RecordType", "")
        .put("CreationDate", place.creationTime())
        .put("UserIds", "")
        .put("Operations", AuditFound.UNREADABLE)
        .put("AuditData", AuditJson.ofDamaged(place).toString())
        .put("ResultIndex", Math.toIntExact(index))
        .put("ResultCount", Math.toIntExact(count))
        .put("Identity", "")
        .put("IsValid", false)
        .put("ObjectState", "Unchanged");
  }

  private static List<Row> config(Call call) {
    AuditConfig config = call.administration().audit().config(call.actor());
    return List.of(
        new Row()
            .put("Name", "Admin Audit Log Settings")
            .put(INGESTION, config.ingestion())
            .put("AdminAuditLogAgeLimit", config.retentionDays() + ".00:00:00"));
  }

  private static List<Row> turn(Call call) {
    call.administration().audit().turn(call.actor(), call.arguments().truth(INGESTION));
    return List.of();
  }

  private static List<Row> verify(Call call) {
    Optional<AuditLog.Noted> noted = call.arguments().text("Noted").map(AuditCmdlets::noted);
    ChainReport report = call.administration().audit().verify(call.actor(), noted);
    List<String> faults = new ArrayList<>(report.faults().stream().map(ChainFault::words).toList());
    if (report.more() > 0) {
      faults.add("And " + report.more() + " more.");
    }
    return List.of(
        new Row()
            .put("IsWhole", report.isWhole())
            .put("Records", report.records())
            .put("FirstRecord", report.first())
            .put("LastRecord", report.last())
            .put("Head", report.last() + ":" + report.head())
            .put("Faults", faults));
  }

  private static AuditLog.Noted noted(String text) {
    if (!text.matches("[0-9]{1,18}:[0-9a-fA-F]{64}")) {
      throw CmdletError.invalid(
          "'" + text + "' is not of the form NUMBER:HASH, as Test-UnifiedAuditLog shows as Head.");
    }
    int colon = text.indexOf(':');
    return new AuditLog.Noted(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
  }
}
