package org.sluice.portal.cmdlet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.portal.http.BrokenOff;
import org.sluice.portal.http.Csv;

/** Writes audit records, newest first, a page at a time: memory holds one page and no more. */
public final class AuditExport {
  /** Records that are in memory at a time. */
  static final int PAGE = 500;

  private static final List<String> COLUMNS =
      List.of(
          "CreationTime",
          "Id",
          "RecordType",
          "Operation",
          "UserId",
          "UserType",
          "ClientIP",
          "ObjectId",
          "ResultStatus",
          "Parameters",
          "ModifiedProperties",
          "Number",
          "Hash");

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
   * Writes all records.
   *
   * @return how many
   * @throws IOException if the reader is gone
   * @throws BrokenOff if the records behind those that are written cannot be read
   */
  public static long write(Form form, Pages pages, OutputStream out) throws IOException {
    print(out, form == Form.CSV ? String.join(",", COLUMNS) + "\r\n" : "[");
    long written = 0;
    AuditPlace place = AuditPlace.START;
    for (List<ChainedRecord> page = next(pages, place, written);
        !page.isEmpty();
        page = next(pages, place, written)) {
      for (ChainedRecord record : page) {
        print(out, form == Form.CSV ? csv(record) : (written == 0 ? "\n" : ",\n") + json(record));
        written++;
      }
      place = AuditPlace.of(page.getLast());
    }
    print(out, form == Form.CSV ? "" : "\n]\n");
    out.flush();
    return written;
  }

  private static List<ChainedRecord> next(Pages pages, AuditPlace place, long written) {
    try {
      return pages.behind(place, PAGE);
    } catch (RuntimeException e) {
      throw new BrokenOff("An export of the audit log broke off after " + written + " records", e);
    }
  }

  private static void print(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(ChainedRecord record) {
    return AuditJson.of(record).toString();
  }

  private static String csv(ChainedRecord record) {
    ObjectNode json = AuditJson.of(record);
    StringJoiner line = new StringJoiner(",", "", "\r\n");
    for (String column : COLUMNS) {
      var value = json.path(column);
      String text = value.isValueNode() ? value.asText() : value.toString();
      line.add(value.isTextual() ? Csv.cell(text) : Csv.own(text));
    }
    return line.toString();
  }
}
