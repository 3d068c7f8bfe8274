package org.sluice.notify.mail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.restriction.Lift;

/** The words of a notice: subject, what happened, facts, what to do; and all of it as text. */
final class NoticeWords {
  private static final String ENTITY = "Entity";
  private static final String UNTIL = "Detail.Until";
  private static final String ATTEMPTED = "Detail.Attempted";
  private static final int NAME_WIDTH = 18;

  /** Operations whose object is a sender, with limits of its own. */
  private static final Set<String> OF_SENDERS =
      Stream.of(
              AuditOperation.LIMIT_EXCEEDED,
              AuditOperation.SUSPICIOUS_PATTERN,
              AuditOperation.DELISTED,
              AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS,
              AuditOperation.REMOVE_BLOCKED_CONNECTOR)
          .map(AuditOperation::title)
          .collect(Collectors.toUnmodifiableSet());

  private static final String RESTRICTED = AuditOperation.LISTED.title();

  /** That somebody restricts by hand, of which an alert policy of one's own may tell. */
  private static final Set<String> BY_HAND =
      Set.of(
          AuditOperation.ADD_BLOCKED_SENDER_ADDRESS.title(),
          AuditOperation.ADD_BLOCKED_CONNECTOR.title());

  /** Facts in the order in which they are shown, and what stands before each. */
  private static final Map<String, String> SHOWN = new LinkedHashMap<>();

  static {
    SHOWN.put("Severity", "Severity");
    SHOWN.put("Time", "Time");
    SHOWN.put("Activity", "Activity");
    SHOWN.put(ENTITY, "Who");
    SHOWN.put("By", "By");
    SHOWN.put("Detail.Why", "Why");
    SHOWN.put("Detail.Policy", "Policy");
    SHOWN.put("Detail.Limit", "Limit");
    SHOWN.put(ATTEMPTED, "Did not fit");
    SHOWN.put("Detail.Used", "Used");
    SHOWN.put("Detail.Most", "Of at most");
    SHOWN.put("Detail.UsualMost", "Usual at most");
    SHOWN.put("Detail.ExternalRecipientsInDay", "External in 24 h");
    SHOWN.put("Detail.InternalRecipientsInDay", "Internal in 24 h");
    SHOWN.put(UNTIL, "Until");
    SHOWN.put("Detail.RestrictedBy", "Restricted by");
    SHOWN.put("Detail.ClientAddress", "Client address");
    SHOWN.put("Detail.MessageId", "Message");
    SHOWN.put("Detail.Reason", "Reason");
    SHOWN.put("Detail.Cause", "Cause");
    SHOWN.put("Detail.InForce", "In force");
    SHOWN.put("Detail.Since", "Lost since");
    SHOWN.put("Detail.Back", "Back since");
    SHOWN.put("Detail.Losses", "Times lost");
  }

  private NoticeWords() {}

  static String subject(Content.Notice n) {
    return switch (n.kind()) {
      case ALERT -> plain(n.field("Severity") + "-severity alert: " + n.field("AlertPolicy"));
      case ALERT_CLOSED ->
          plain("Resolved: " + n.field("Severity") + "-severity alert: " + n.field("AlertPolicy"));
      case OUTBOUND_SPAM -> plain("Restricted from sending email: " + n.field(ENTITY));
      case USER_RESTRICTED -> "Your account can receive email but not send it";
      case TEST -> "Test notification of Sluice";
    };
  }

  /** What happened, in one sentence. */
  static String summary(Content.Notice n) {
    String who = n.field(ENTITY);
    return switch (n.kind()) {
      case TEST -> "This is a test. Notifications of Sluice arrive here.";
      case USER_RESTRICTED ->
          who
              + " has been restricted from sending email, most often because an account sent more"
              + " than it may. You can still receive email.";
      case OUTBOUND_SPAM ->
          who
              + " was restricted from sending email by the policy "
              + n.field("Detail.Policy")
              + ".";
      case ALERT, ALERT_CLOSED -> ofAlert(n, who);
    };
  }

  private static String ofAlert(Content.Notice n, String who) {
    if (isByHand(n)) {
      return who + " was restricted from sending email by " + n.field("By") + ".";
    }
    return switch (n.field("Activity")) {
      case "Listed" -> who + " was restricted from sending email.";
      case "Delisted" -> who + " may send email again: the restriction " + ended(n);
      case "LimitExceeded" -> who + " exceeded a sending limit and was let pass.";
      case "SuspiciousSendingPattern" -> who + " sends in an unusual way. It is not restricted.";
      case "OrganizationNearLimit" ->
          "The organization has used 80 % of its external recipients for a day.";
      case "OrganizationLimitReached" ->
          isUnfit(n)
              ? unfit(n)
              : "The organization has reached its limit: external recipients are refused for"
                  + " everybody.";
      case "OrganizationBelowLimit" ->
          "The organization is well below its limit of external recipients again.";
      case "StoreLost" ->
          who
              + " is lost. Sluice goes on deciding without it; what is in force meanwhile stands"
              + " below.";
      case "StoreBack" -> who + " is back. What was in force meanwhile has ended by itself.";
      default -> n.field("By") + " did " + n.field("Activity") + " on " + who + ".";
    };
  }

  /** One message was too large for what is left; others pass. */
  private static boolean isUnfit(Content.Notice n) {
    return !n.field(ATTEMPTED).isEmpty();
  }

  private static String unfit(Content.Notice n) {
    return "A message with "
        + n.field(ATTEMPTED)
        + " external recipients was refused: the organization has used "
        + n.field("Detail.Used")
        + " of "
        + n.field("Detail.Most")
        + " for a day, and it did not fit. Smaller messages pass.";
  }

  private static boolean isByHand(Content.Notice n) {
    return BY_HAND.contains(n.field("Activity"));
  }

  private static String ended(Content.Notice n) {
    String by = n.field("Detail.By");
    return by.equals(Lift.BY_TIME) ? "has run out." : "was lifted by " + by + ".";
  }

  /** What stands in the table. */
  static Map<String, String> facts(Content.Notice n) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (n.kind() != NoticeKind.USER_RESTRICTED) {
      SHOWN.forEach((field, name) -> {
        String value = fact(n, field);
        if (!value.isEmpty()) {
          facts.put(name, readable(value));
        }
      });
      n.fields()
          .forEach((field, value) -> {
            if (field.startsWith("Detail.") && !SHOWN.containsKey(field) && !value.isEmpty()) {
              facts.putIfAbsent(field.substring("Detail.".length()), value);
            }
          });
    }
    return facts;
  }

  /** What somebody did by hand names no end if there is none. */
  private static String fact(Content.Notice n, String field) {
    String value = n.field(field);
    return value.isEmpty() && field.equals(UNTIL) && isByHand(n)
        ? "An administrator lifts it"
        : value;
  }

  /** Instants as people write them. */
  private static String readable(String value) {
    return value.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z")
        ? value.replace("T", " ").replace("Z", " UTC")
        : value;
  }

  /** What to do, step by step. */
  static List<String> steps(Content.Notice n) {
    return switch (n.kind()) {
      case TEST, ALERT_CLOSED -> List.of();
      case USER_RESTRICTED ->
          List.of(
              "Change your password now, if somebody else may know it.",
              "Ask your email administrator to lift the restriction.");
      case OUTBOUND_SPAM -> ofRestriction(n);
      case ALERT -> ofEvent(n);
    };
  }

  private static List<String> ofEvent(Content.Notice n) {
    String activity = n.field("Activity");
    if (activity.equals(RESTRICTED) || isByHand(n)) {
      return ofRestriction(n);
    }
    String who = n.field(ENTITY);
    List<String> steps = new ArrayList<>();
    if (activity.equals("StoreLost")) {
      steps.add("Read the cause, and look whether that server or disk works.");
      steps.add(
          "See how it stands: /health/ready on the administration port, or the overview page.");
    }
    if (OF_SENDERS.contains(activity)) {
      steps.add("See what is used of each limit: sluice usage " + operand(who));
    }
    steps.add(
        "See what happened: sluice audit search "
            + (who.isEmpty() ? "--operation " + word(activity) : value("--object", who)));
    return List.copyOf(steps);
  }

  private static List<String> ofRestriction(Content.Notice n) {
    String who = operand(n.field(ENTITY));
    boolean connector =
        n.field("Detail.Type").equals("Connector")
            || n.field("Activity").equals(AuditOperation.ADD_BLOCKED_CONNECTOR.title());
    return connector
        ? List.of(
            "Find out which application or device relays through it, and whether it is misused.",
            "Stop that sender: change its credentials, or block its address.",
            "See the evidence: sluice restricted show --connector " + who,
            "Lift the restriction: sluice restricted release --connector " + who)
        : List.of(
            "Find out whether the account is stolen: sign-ins, forwarding, inbox rules.",
            "Change its password and end its sessions.",
            "See the evidence: sluice restricted show " + who,
            "Lift the restriction: sluice restricted release " + who);
  }

  /** A word that is no option, whatever it begins with. Options stand before it. */
  private static String operand(String text) {
    return (text.startsWith("-") ? "-- " : "") + word(text);
  }

  private static String value(String option, String text) {
    return option + (text.startsWith("-") ? "=" : " ") + word(text);
  }

  /** One word of a shell's line, whatever stands in it: people copy what they read. */
  private static String word(String text) {
    return text.matches("[A-Za-z0-9@._+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Small words at the end. */
  static List<String> closing(Content.Notice n) {
    List<String> lines = new ArrayList<>();
    if (!n.field("LastOfDay").isEmpty()) {
      lines.add(
          "This is the last mail of this alert policy today: its daily notification limit is"
              + " reached. Alerts go on; the count starts anew at 00:00 UTC.");
    }
    if (n.kind() == NoticeKind.ALERT) {
      end(n).ifPresent(lines::add);
    }
    if (!n.field("Direct").isEmpty()) {
      lines.add(
          "Sent past the outbox, which cannot be written. The alert itself is written as soon as it"
              + " can be.");
    }
    if (!n.field("AlertId").isEmpty()) {
      lines.add("Alert " + n.field("AlertId"));
    }
    if (!n.field("EventId").isEmpty()) {
      lines.add("Audit record " + n.field("EventId"));
    }
    return lines;
  }

  /** What closes it, so that nobody waits for what does not come. */
  private static Optional<String> end(Content.Notice n) {
    if (isByHand(n) || !n.field("StaysOpen").isEmpty()) {
      return Optional.of("It stays open until somebody resolves it.");
    }
    return switch (n.field("Activity")) {
      case "Listed" -> Optional.of("It closes by itself when the restriction ends.");
      case "LimitExceeded", "SuspiciousSendingPattern" ->
          Optional.of(
              "It stays open until somebody resolves it, or a restriction of this sender ends.");
      case "OrganizationNearLimit", "OrganizationLimitReached" ->
          Optional.of(
              "It closes by itself "
                  + (isUnfit(n) ? "after a day, or when a node starts, if" : "when")
                  + " less than 70 % of the limit is used.");
      case "StoreLost" ->
          Optional.of("It closes by itself when the store is back; you are told of that too.");
      default -> Optional.empty();
    };
  }

  /** The part for those who read text. */
  static String text(Content.Notice n) {
    StringBuilder text = new StringBuilder();
    text.append(plain(summary(n))).append("\r\n\r\n");
    facts(n)
        .forEach((name, value) ->
            text.append("  ")
                .append(name)
                .append(" ".repeat(Math.max(1, NAME_WIDTH - name.length())))
                .append(plain(value))
                .append("\r\n"));
    if (!steps(n).isEmpty()) {
      text.append("\r\nWhat to do\r\n\r\n");
      int number = 1;
      for (String step : steps(n)) {
        text.append("  ").append(number++).append(". ").append(plain(step)).append("\r\n");
      }
    }
    if (!n.field("Link").isEmpty()) {
      text.append("\r\nAct here: ").append(plain(n.field("Link"))).append("\r\n");
    }
    closing(n).forEach(line -> text.append("\r\n").append(line).append("\r\n"));
    return text.toString();
  }

  /** Nothing that a sender wrote can begin a line of its own. */
  static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
