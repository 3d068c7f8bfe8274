package org.sluice.portal.cmdlet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.sluice.core.administration.AuditFound;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;

/** An audit record as JSON: what {@code AuditData} holds, in Exchange's names. */
final class AuditJson {
  private static final String NO_RECORD =
      "This record cannot be read: it was changed outside of Sluice, or written by a newer one";

  private AuditJson() {}

  /** What stands in the place of a record that cannot be read. */
  static ObjectNode ofDamaged(AuditPlace place) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(AuditFound.UNREADABLE, NO_RECORD)
        .put("CreationTime", place.creationTime().toString())
        .put("Number", place.number());
  }

  static ObjectNode of(ChainedRecord chained) {
    AuditRecord record = chained.record();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("CreationTime", record.creationTime().toString());
    json.put("Id", chained.id());
    json.put("Operation", record.operation().title());
    json.put("RecordType", record.operation().recordType().name());
    json.put("UserId", record.userId());
    json.put("UserType", record.userType().name());
    json.put("ClientIP", record.clientIp());
    json.put("ObjectId", record.objectId());
    json.put("ResultStatus", record.resultStatus().name());
    ArrayNode parameters = json.putArray("Parameters");
    record
        .parameters()
        .forEach((name, value) -> parameters.addObject().put("Name", name).put("Value", value));
    ArrayNode modified = json.putArray("ModifiedProperties");
    for (AuditRecord.Modified each : record.modified()) {
      modified
          .addObject()
          .put("Name", each.name())
          .put("OldValue", each.before())
          .put("NewValue", each.after());
    }
    json.put("Number", chained.number());
    json.put("Hash", chained.hash());
    return json;
  }
}
