package org.sluice.portal.cmdlet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.sluice.core.administration.AuditFound;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.portal.cmdlet.AuditExport.Form;
import org.sluice.portal.http.Csv;

/**
 * The lines of an export, as they are written. Every record has a line of its own; one that cannot
 * be read has one that says so, so that nobody takes what is exported for all there was.
 */
final class ExportLines {
  /** The most numbers that the last line names; how many there are it says in any case. */
  static final int MOST_NAMED = 100;

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

  private final Form form;
  private final OutputStream out;
  private final List<Long> damaged = new ArrayList<>();
  private long unreadable;
  private long written;

  ExportLines(Form form, OutputStream out) {
    this.form = form;
    this.out = out;
  }

  /** Lines of records, of those too that cannot be read. */
  long written() {
    return written;
  }

  void begin() throws IOException {
    print(form == Form.CSV ? String.join(",", COLUMNS) + "\r\n" : "[");
  }

  void record(ChainedRecord record) throws IOException {
    ObjectNode json = AuditJson.of(record);
    line(form == Form.CSV ? csv(json) : json.toString());
    written++;
  }

  /** A record that cannot be read. */
  void damaged(AuditPlace place) throws IOException {
    ObjectNode json = AuditJson.ofDamaged(place);
    line(form == Form.CSV ? csvOfDamaged(json) : json.toString());
    written++;
    unreadable++;
    if (damaged.size() < MOST_NAMED) {
      damaged.add(place.number());
    }
  }

  /** Says how many could not be read, if there was one. */
  void end() throws IOException {
    if (unreadable > 0) {
      line(form == Form.CSV ? own(Map.of("Parameters", sum())) : sumInJson());
    }
    print(form == Form.CSV ? "" : "\n]\n");
    out.flush();
  }

  private String sum() {
    return unreadable
        + " of "
        + written
        + " records cannot be read: "
        + damaged.stream().map(String::valueOf).collect(Collectors.joining(", "))
        + (unreadable > damaged.size() ? ", …" : "")
        + ". `sluice audit verify` says what was changed";
  }

  private String sumInJson() {
    ObjectNode json = said(sum()).put("Records", written).put("UnreadableRecords", unreadable);
    ArrayNode numbers = json.putArray("Numbers");
    damaged.forEach(numbers::add);
    return json.toString();
  }

  private static String csvOfDamaged(ObjectNode json) {
    return own(
        Map.of(
            "CreationTime", json.path("CreationTime").asText(),
            "Number", json.path("Number").asText(),
            "Parameters", json.path(AuditFound.UNREADABLE).asText()));
  }

  private static ObjectNode said(String words) {
    return JsonNodeFactory.instance.objectNode().put(AuditFound.UNREADABLE, words);
  }

  private static String own(Map<String, String> values) {
    StringJoiner line = new StringJoiner(",");
    for (String column : COLUMNS) {
      line.add(
          Csv.own(
              column.equals("Operation")
                  ? AuditFound.UNREADABLE
                  : values.getOrDefault(column, "")));
    }
    return line.toString();
  }

  private static String csv(ObjectNode json) {
    StringJoiner line = new StringJoiner(",");
    for (String column : COLUMNS) {
      var value = json.path(column);
      String text = value.isValueNode() ? value.asText() : value.toString();
      line.add(value.isTextual() ? Csv.cell(text) : Csv.own(text));
    }
    return line.toString();
  }

  private void line(String text) throws IOException {
    boolean first = written == 0 && unreadable == 0;
    print(form == Form.CSV ? text + "\r\n" : (first ? "\n" : ",\n") + text);
  }

  private void print(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
