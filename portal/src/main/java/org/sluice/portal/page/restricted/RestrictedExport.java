package org.sluice.portal.page.restricted;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sluice.core.restriction.Restriction;
import org.sluice.portal.http.Csv;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Visit;

/** The list as CSV: all that the search finds at one moment, in the order of the list. */
final class RestrictedExport {
  private static final List<String> COLUMNS =
      List.of(
          "Entity",
          "Type",
          "Reason",
          "Block",
          "Created",
          "Changed",
          "Policy",
          "Limit",
          "RestrictedBy",
          "InternalRecipientsInHour",
          "ExternalRecipientsInHour",
          "InternalRecipientsInDay",
          "ExternalRecipientsInDay");

  private RestrictedExport() {}

  static void answer(Visit visit) {
    Listing listing = Listing.of(visit);
    List<Restriction> all = visit.verbs().restrictions().all(visit.actor(), listing.whole());
    visit
        .http()
        .contentType("text/csv; charset=utf-8")
        .header("Content-Disposition", "attachment; filename=restricted-entities.csv");
    OutputStream out = visit.http().outputStream();
    try {
      out.write(Csv.line(COLUMNS).getBytes(StandardCharsets.UTF_8));
      for (Restriction r : all) {
        out.write(line(r).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(Restriction r) {
    return Csv.line(
        List.of(
            r.entity().name(),
            Show.kind(r.entity().kind()),
            r.reason(),
            Show.block(r.block()),
            r.created().toString(),
            r.changed().toString(),
            r.policy(),
            r.limit(),
            r.by(),
            Integer.toString(r.counts().internalInHour()),
            Integer.toString(r.counts().externalInHour()),
            Integer.toString(r.counts().internalInDay()),
            Integer.toString(r.counts().externalInDay())));
  }
}
