package org.sluice.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The header of a message that may have to be reported, in its order.
 *
 * <p>Bounds: {@value #MAX_FIELDS} fields and {@value #MAX_CHARS} characters; fields beyond are
 * passed over. Not thread-safe: one per message.
 */
public final class OriginalHeader {
  /** Fields kept. */
  public static final int MAX_FIELDS = 500;

  /** Characters kept, over all names and values. */
  public static final int MAX_CHARS = 32 * 1024;

  private final List<HeaderField> fields = new ArrayList<>();
  private int chars;

  /** Notes a field; cut at the bound. */
  public void add(String name, String value) {
    int room = MAX_CHARS - chars - name.length();
    if (fields.size() >= MAX_FIELDS || room <= 0) {
      return;
    }
    String kept = value.length() > room ? value.substring(0, room) : value;
    fields.add(new HeaderField(name, kept));
    chars += name.length() + kept.length();
  }

  /** What was kept. */
  public List<HeaderField> fields() {
    return List.copyOf(fields);
  }

  /** Forgets everything, for the next message. */
  public void clear() {
    fields.clear();
    chars = 0;
  }

  /**
   * Whether a machine wrote the message: {@code Auto-Submitted} other than {@code no} (RFC 3834,
   * section 5), {@code Precedence: bulk}, {@code junk} or {@code list}, or a mailing list's {@code
   * List-Id} (RFC 2919). A report that answers such a message may be answered by the machine.
   */
  public boolean isAutomatic() {
    return fields.stream().anyMatch(OriginalHeader::isAutomatic);
  }

  private static boolean isAutomatic(HeaderField field) {
    String value = field.value().strip().toLowerCase(Locale.ROOT);
    return switch (field.name().strip().toLowerCase(Locale.ROOT)) {
      case "auto-submitted" -> !value.matches("no([\\s;(].*)?");
      case "precedence" -> value.matches("(bulk|junk|list)([\\s;(].*)?");
      case "list-id" -> true;
      default -> false;
    };
  }
}
