package org.sluice.notify.syslog;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;

/**
 * The message (RFC 5424): facility 10 (security), the structured element {@code origin} that IANA
 * knows, and the facts as {@code name="value"}, which every SIEM reads. An element of our own would
 * need a private enterprise number, and we have none.
 */
final class SyslogLine {
  private static final int FACILITY = 10;

  /** The longest line, in bytes; what RFC 5424 section 6.1 says that receivers should take. */
  static final int MOST = 2_048;

  /** What every line has; a detail of the same name gets another, for a name stands once. */
  private static final List<String> HEAD =
      List.of("Severity", "Activity", "Entity", "By", "Thread", "AlertId", "EventId");

  /** The longest value, in characters. */
  private static final int MOST_VALUE = 255;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private SyslogLine() {}

  /** The message without its frame. */
  static byte[] of(Outgoing outgoing, Content.Notice n, String hostname) {
    StringBuilder line = new StringBuilder();
    line.append('<').append(FACILITY * 8 + severity(n)).append(">1 ");
    line.append(TIME.format(outgoing.happened())).append(' ');
    line.append(hostname).append(" sluice - ");
    line.append(n.kind().name()).append(" [origin software=\"sluice\"] ");
    line.append(
        n.kind() == NoticeKind.TEST ? "Test notification of Sluice" : n.field("AlertPolicy"));
    pair(line, "key", outgoing.key());
    HEAD.forEach(name -> pair(line, name, n.field(name)));
    n.fields()
        .forEach((name, value) -> {
          if (name.startsWith("Detail.")) {
            String own = name.substring("Detail.".length());
            pair(line, HEAD.contains(own) ? "Detail" + own : own, value);
          }
        });
    return cut(line.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static int severity(Content.Notice n) {
    if (n.kind() == NoticeKind.ALERT_CLOSED) {
      return 6;
    }
    return switch (n.field("Severity")) {
      case "High" -> 2;
      case "Medium" -> 4;
      case "Low" -> 5;
      default -> 6;
    };
  }

  private static void pair(StringBuilder line, String name, String value) {
    if (!value.isEmpty()) {
      String shown = value.length() <= MOST_VALUE ? value : value.substring(0, MOST_VALUE);
      line.append(' ')
          .append(name.replaceAll("[^A-Za-z0-9_]", "_"))
          .append("=\"")
          .append(shown.replaceAll("\\p{Cntrl}", " ").replace("\\", "\\\\").replace("\"", "\\\""))
          .append('"');
    }
  }

  /** Not in the middle of a character. */
  private static byte[] cut(byte[] bytes) {
    int length = Math.min(bytes.length, MOST);
    while (length < bytes.length && (bytes[length] & 0xc0) == 0x80) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }
}
