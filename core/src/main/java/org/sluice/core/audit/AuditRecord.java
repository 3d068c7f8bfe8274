package org.sluice.core.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened, by whom, to whom.
 *
 * @param operation what
 * @param creationTime when (UTC)
 * @param userId who did it; {@value #SYSTEM} for what Sluice does by itself
 * @param userType what that is
 * @param clientIp from where; empty for what Sluice does by itself
 * @param objectId to whom or what
 * @param resultStatus how it went
 * @param parameters the verb's parameters by name
 * @param modified what changed, with the values before and after
 */
public record AuditRecord(
    AuditOperation operation,
    Instant creationTime,
    String userId,
    UserType userType,
    String clientIp,
    String objectId,
    ResultStatus resultStatus,
    Map<String, String> parameters,
    List<Modified> modified) {

  /** The author of what nobody ordered. */
  public static final String SYSTEM = "Sluice";

  /**
   * Whether a name, but for its case and blanks around it, is that author's: nobody else has it.
   */
  public static boolean isSystem(String name) {
    return name.strip().equalsIgnoreCase(SYSTEM);
  }

  public AuditRecord {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    modified = List.copyOf(modified);
  }

  /** A record of an administrator's act that was carried out. */
  public AuditRecord(
      AuditOperation operation,
      Instant creationTime,
      String userId,
      String clientIp,
      String objectId,
      Map<String, String> parameters,
      List<Modified> modified) {
    this(
        operation,
        creationTime,
        userId,
        UserType.Admin,
        clientIp,
        objectId,
        ResultStatus.Succeeded,
        parameters,
        modified);
  }

  /** One property's change. */
  public record Modified(String name, String before, String after) {}

  /** A record of what Sluice did by itself. */
  public static AuditRecord bySystem(
      AuditOperation operation, Instant at, String objectId, Map<String, String> parameters) {
    return new AuditRecord(
        operation,
        at,
        SYSTEM,
        UserType.System,
        "",
        objectId,
        ResultStatus.Succeeded,
        parameters,
        List.of());
  }
}
