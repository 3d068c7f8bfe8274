package org.sluice.portal.cmdlet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.sluice.core.administration.AuditFound;
import org.sluice.core.administration.DamagedRecord;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.portal.http.BrokenOff;

/** Writes audit records, newest first, a page at a time: memory holds one page and no more. */
public final class AuditExport {
  /** Records that are in memory at a time. */
  static final int PAGE = 500;

  /** The form of an export. */
  public enum Form {
    /** RFC 4180, with a header. */
    CSV("text/csv; charset=utf-8"),
    /** One array, one record a line. */
    JSON("application/json; charset=utf-8");

    private final String mediaType;

    Form(String mediaType) {
      this.mediaType = mediaType;
    }

    /** For the Content-Type. */
    public String mediaType() {
      return mediaType;
    }
  }

  /** Answers the records behind a place, newest first, at most so many. */
  @FunctionalInterface
  public interface Pages {
    List<ChainedRecord> behind(AuditPlace place, int most);
  }

  private AuditExport() {}

  /**
   * Whether a line of an export is the last one, which is there only if some records could not be
   * read, or in JSON is that of such a record. No line of a record that can be read begins so.
   */
  public static boolean isOfUnreadable(String line) {
    return line.startsWith(",,," + AuditFound.UNREADABLE + ",")
        || line.startsWith("{\"" + AuditFound.UNREADABLE + "\":");
  }

  /** Asks once before the first byte, so that a refusal of the search is one. */
  public static void begin(Pages pages) {
    try {
      var _ = pages.behind(AuditPlace.START, 1);
    } catch (DamagedRecord e) {
      // The export says which, in its place.
    }
  }

  /** What was read of a page: the records before one that cannot be read, and that one. */
  private record Page(List<ChainedRecord> whole, Optional<DamagedRecord> damaged) {
    boolean isEmpty() {
      return whole.isEmpty() && damaged.isEmpty();
    }

    AuditPlace end() {
      return damaged.map(DamagedRecord::place).orElseGet(() -> AuditPlace.of(whole.getLast()));
    }
  }

  /**
   * Writes all records. One that cannot be read has a line of its own that says so, in its place;
   * and if there was one, the last line says how many there were.
   *
   * @return how many lines there are, of records that can be read and of those that cannot
   * @throws IOException if the reader is gone
   * @throws BrokenOff if the records behind those that are written cannot be read
   */
  public static long write(Form form, Pages pages, OutputStream out) throws IOException {
    ExportLines lines = new ExportLines(form, out);
    lines.begin();
    AuditPlace place = AuditPlace.START;
    for (Page page = next(pages, place, lines.written());
        !page.isEmpty();
        page = next(pages, place, lines.written())) {
      for (ChainedRecord record : page.whole()) {
        lines.record(record);
      }
      if (page.damaged().isPresent()) {
        lines.damaged(page.damaged().get().place());
      }
      place = page.end();
    }
    lines.end();
    return lines.written();
  }

  private static Page next(Pages pages, AuditPlace place, long written) {
    try {
      return new Page(pages.behind(place, PAGE), Optional.empty());
    } catch (DamagedRecord e) {
      return new Page(e.before(), Optional.of(e));
    } catch (RuntimeException e) {
      throw new BrokenOff("An export of the audit log broke off after " + written + " records", e);
    }
  }
}
