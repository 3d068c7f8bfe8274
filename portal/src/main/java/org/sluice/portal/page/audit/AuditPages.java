package org.sluice.portal.page.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.administration.AuditFound;
import org.sluice.core.administration.Refusal;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.ChainReport;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.portal.cmdlet.AuditExport;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Visit;

/** The audit log. */
public final class AuditPages {
  private static final int ROWS = 50;

  /** Hangs its pages. */
  public void addTo(Routes routes) {
    routes.get("/audit", AuditPages::list);
    routes.get("/audit/record", AuditPages::record);
    routes.get("/audit/export", AuditPages::export);
    routes.get("/audit/switch", AuditPages::askSwitch);
    routes.post("/audit/switch", AuditPages::turn);
    routes.get("/audit/verify", visit -> verify(visit, Optional.empty(), ""));
    routes.ask("/audit/verify", AuditPages::verifyNow);
  }

  private static void list(Visit visit) {
    AuditSearch search = AuditSearch.of(visit);
    String problem = "";
    List<AuditFound> records = List.of();
    try {
      records =
          visit
              .verbs()
              .audit()
              .find(visit.actor(), search.query(visit.now()), search.place(), ROWS + 1);
    } catch (Refusal e) {
      if (e.kind() != Refusal.Kind.INVALID) {
        throw e;
      }
      visit.http().status(422);
      problem = String.valueOf(e.getMessage());
    }
    Map<String, Object> values = new HashMap<>();
    values.put("search", search);
    values.put("records", records.stream().limit(ROWS).toList());
    values.put("more", records.size() > ROWS);
    values.put("problem", problem);
    values.put("operations", Stream.of(AuditOperation.values()).toList());
    values.put("config", visit.verbs().audit().config(visit.actor()));
    values.put("mayTurn", visit.mayForAll(Role.GlobalAdministrator));
    visit.show(new Sheet("Audit", Place.AUDIT, "audit/list", values));
  }

  private static void record(Visit visit) {
    String number = visit.query("number");
    ChainedRecord record =
        (number.matches("[0-9]{1,18}")
                ? visit.verbs().audit().record(visit.actor(), Long.parseLong(number))
                : Optional.<ChainedRecord>empty())
            .orElseThrow(() ->
                new Refusal(
                    Refusal.Kind.NOT_FOUND, "There is no audit record " + number + " (any more)."));
    visit.show(
        new Sheet(
            record.record().operation().title(),
            Place.AUDIT,
            "audit/record",
            Map.of("record", record)));
  }

  private static void export(Visit visit) {
    AuditExport.Form form =
        Visit.choice(visit.query("form"), AuditExport.Form.class).orElse(AuditExport.Form.CSV);
    AuditQuery query = AuditSearch.of(visit).query(visit.now());
    AuditExport.Pages pages =
        (place, most) -> visit.verbs().audit().search(visit.actor(), query, place, most);
    AuditExport.begin(pages);
    String ending = form == AuditExport.Form.CSV ? "csv" : "json";
    visit
        .http()
        .contentType(form.mediaType())
        .header("Content-Disposition", "attachment; filename=audit." + ending);
    try {
      var _ = AuditExport.write(form, pages, visit.http().outputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void askSwitch(Visit visit) {
    visit.show(
        new Sheet(
            "Audit log",
            Place.AUDIT,
            "audit/switch",
            Map.of(
                "config",
                visit.verbs().audit().config(visit.actor()),
                "mayTurn",
                visit.mayForAll(Role.GlobalAdministrator))));
  }

  private static void turn(Visit visit, Form form) {
    boolean on = form.text("on").equals("yes");
    visit.verbs().audit().turn(visit.actor(), on);
    visit.go(
        "/audit",
        on
            ? "The audit log is on. Alerts can fire again."
            : "The audit log is off. This was recorded; nothing else is until it is turned on.");
  }

  private static void verify(Visit visit, Optional<ChainReport> report, String problem) {
    visit.show(
        new Sheet(
            "Verify the audit log",
            Place.AUDIT,
            "audit/verify",
            Map.of("report", report, "problem", problem)));
  }

  private static void verifyNow(Visit visit, Form form) {
    String number = form.text("number");
    String hash = form.text("hash");
    if (number.isEmpty() && hash.isEmpty()) {
      verify(visit, Optional.of(visit.verbs().audit().verify(visit.actor(), Optional.empty())), "");
    } else if (number.matches("[0-9]{1,18}") && hash.matches("[0-9a-fA-F]{64}")) {
      AuditLog.Noted noted =
          new AuditLog.Noted(Long.parseLong(number), hash.toLowerCase(java.util.Locale.ROOT));
      verify(
          visit, Optional.of(visit.verbs().audit().verify(visit.actor(), Optional.of(noted))), "");
    } else {
      visit.http().status(422);
      verify(
          visit,
          Optional.empty(),
          "A noted head is a number and 64 hexadecimal digits; leave both empty for none.");
    }
  }
}
