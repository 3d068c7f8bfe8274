package org.sluice.core.audit;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How records hold each other in place.
 *
 * <p>The hash of a record is SHA-256 over its canonical form, and the canonical form begins with
 * the record's number and the hash of the record before it. So a record cannot be changed, taken
 * out, put in or moved without every hash from there on being made anew, and whoever noted one hash
 * somewhere else (in a ticket, on paper) can prove even that. The scheme is that of linked
 * timestamps (Haber and Stornetta, "How to Time-Stamp a Digital Document", 1991).
 *
 * <p>The canonical form is a row of netstrings (<a
 * href="https://cr.yp.to/proto/netstrings.txt">length:text,</a>), so that no two different records
 * have the same form whatever their texts hold: version, number, previous hash, operation, creation
 * time in milliseconds, user, user type, client address, object, result, then each parameter's name
 * and value by name, then each change's name, value before and value after; the counts of both
 * lists stand before them.
 *
 * <p>Core computes no digest itself: whoever calls brings SHA-256, from a text (as UTF-8) to 64
 * lower-case hexadecimal digits.
 */
public final class AuditChain {
  /** The hash before the first record: 64 zeros. */
  public static final String GENESIS = "0".repeat(64);

  private static final String VERSION = "1";

  private AuditChain() {}

  /** Puts a record at its place. */
  public static ChainedRecord chain(
      AuditRecord record, long number, String previous, UnaryOperator<String> sha256) {
    return new ChainedRecord(number, record, previous, hash(record, number, previous, sha256));
  }

  /** The hash that a record has at a place. */
  static String hash(
      AuditRecord record, long number, String previous, UnaryOperator<String> sha256) {
    return sha256.apply(canonical(record, number, previous));
  }

  /** The text that is hashed. */
  public static String canonical(AuditRecord record, long number, String previous) {
    StringBuilder form = new StringBuilder(256);
    netstring(form, VERSION);
    netstring(form, Long.toString(number));
    netstring(form, previous);
    netstring(form, record.operation().title());
    netstring(form, Long.toString(record.creationTime().toEpochMilli()));
    netstring(form, record.userId());
    netstring(form, record.userType().name());
    netstring(form, record.clientIp());
    netstring(form, record.objectId());
    netstring(form, record.resultStatus().name());
    return form.append(details(record.parameters(), record.modified())).toString();
  }

  /** The part of the canonical form that has no fixed number of fields. */
  public static String details(
      Map<String, String> parameters, List<AuditRecord.Modified> modified) {
    StringBuilder form = new StringBuilder();
    netstring(form, Integer.toString(parameters.size()));
    parameters.forEach((name, value) -> {
      netstring(form, name);
      netstring(form, value);
    });
    netstring(form, Integer.toString(modified.size()));
    for (AuditRecord.Modified each : modified) {
      netstring(form, each.name());
      netstring(form, each.before());
      netstring(form, each.after());
    }
    return form.toString();
  }

  private static void netstring(StringBuilder form, String text) {
    form.append(text.length()).append(':').append(text).append(',');
  }
}
