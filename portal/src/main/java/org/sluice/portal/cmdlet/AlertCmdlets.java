package org.sluice.portal.cmdlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sluice.core.administration.AlertVerbs;
import org.sluice.core.administration.NotificationVerbs;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Outbox;

/** Alerts, and what became of their notifications. All of it is Sluice's own. */
final class AlertCmdlets {
  private static final String IDENTITY = "Identity";

  /** The most alerts of one answer. */
  static final int MOST_LISTED = 10 * AlertStore.MOST;

  private AlertCmdlets() {}

  static List<Cmdlet> all() {
    return List.of(
        Cmdlet.get(
            "Get-Alert",
            "Alerts, newest first; with -Identity one, its comments and the audit records behind it"
                + " (Sluice's own).",
            List.of(
                Parameter.text(IDENTITY, "One alert, by its identifier or the beginning of it."),
                Parameter.choice("Status", Alert.Status.values(), "Only these."),
                Parameter.text("Entity", "Only about this user, connector or object."),
                Parameter.text("AlertPolicy", "Only of this alert policy.")),
            AlertCmdlets::get),
        Cmdlet.change(
            "Set-Alert",
            "Carries an alert through its life (Sluice's own).",
            List.of(
                Parameter.needed(IDENTITY, "The alert, by its identifier or the beginning of it."),
                Parameter.choice("Status", Alert.Status.values(), "How far it has come."),
                Parameter.text("AssignedTo", "Who looks after it."),
                Parameter.choice(
                    "Classification", Alert.Classification.values(), "What it turned out to be."),
                Parameter.text("Comment", "Added to those that are there.")),
            AlertCmdlets::set),
        Cmdlet.get(
            "Get-AlertNotification",
            "What became of notifications, newest first (Sluice's own).",
            List.of(Parameter.choice("State", Delivery.State.values(), "Only these.")),
            AlertCmdlets::notifications),
        Cmdlet.change(
            "Restart-AlertNotification",
            "Tries a notification again that waits, is unconfirmed or was given up; or all that were"
                + " given up (Sluice's own).",
            List.of(
                Parameter.number(IDENTITY, Integer.MAX_VALUE, "Its number."),
                Parameter.present("All", "All that were given up, instead of one.")),
            AlertCmdlets::restart),
        Cmdlet.change(
            "Test-AlertNotification",
            "Sends a test notice at once and answers what the receiver said (Sluice's own).",
            List.of(
                Parameter.choice("Channel", List.of("Mail", "Webhook", "Syslog"), "By which way."),
                Parameter.text("To", "An address, or the name of a webhook.")),
            AlertCmdlets::test));
  }

  private static List<Row> get(Call call) {
    Arguments a = call.arguments();
    if (a.has(IDENTITY)) {
      return List.of(whole(call.administration().alerts().show(call.actor(), id(a))));
    }
    AlertStore.AlertQuery query =
        new AlertStore.AlertQuery(
            a.choice("Status", Alert.Status.class).stream().toList(),
            a.text("Entity").orElse(""),
            a.text("AlertPolicy").orElse(""));
    return listed(call, query).stream().map(AlertCmdlets::row).toList();
  }

  /** A page of the store after the other. */
  private static List<Alert> listed(Call call, AlertStore.AlertQuery query) {
    List<Alert> all = new ArrayList<>();
    for (List<Alert> page = page(call, query); !page.isEmpty(); ) {
      all.addAll(page);
      page =
          page.size() < AlertStore.MOST || all.size() >= MOST_LISTED
              ? List.of()
              : page(call, query.behind(all.getLast().id()));
    }
    if (all.size() >= MOST_LISTED) {
      call.warn(
          "These are the newest "
              + MOST_LISTED
              + "; there may be more. Status, Entity and AlertPolicy narrow them down.");
    }
    return all;
  }

  private static List<Alert> page(Call call, AlertStore.AlertQuery query) {
    return call.administration().alerts().list(call.actor(), query, AlertStore.MOST);
  }

  private static String id(Arguments a) {
    String id = a.needed(IDENTITY).toLowerCase(Locale.ROOT);
    if (!id.matches("[0-9a-f-]{4,36}")) {
      throw CmdletError.invalid(
          "'" + id + "' is no identifier of an alert, nor the first four characters of one.");
    }
    return id;
  }

  private static List<Row> set(Call call) {
    Arguments a = call.arguments();
    var _ =
        call.administration()
            .alerts()
            .change(
                call.actor(),
                id(a),
                new AlertVerbs.Change(
                    a.choice("Status", Alert.Status.class),
                    a.text("AssignedTo"),
                    a.choice("Classification", Alert.Classification.class),
                    a.text("Comment")),
                a.forAudit());
    return List.of();
  }

  private static Row row(Alert alert) {
    return new Row()
        .put(IDENTITY, alert.id())
        .put("AlertPolicy", alert.policy())
        .put("Severity", alert.severity().name())
        .put("Category", alert.category().name())
        .put("Entity", alert.entity())
        .put("Status", alert.status().title())
        .put("Created", alert.created())
        .put("Changed", alert.changed())
        .put("Events", alert.events())
        .put("AssignedTo", alert.assignee())
        .put("Classification", alert.classification().name());
  }

  private static Row whole(AlertVerbs.Shown shown) {
    return row(shown.alert())
        .put(
            "Comments",
            shown.comments().stream().map(c -> c.at() + " " + c.by() + ": " + c.text()).toList())
        .put(
            "AuditRecords",
            Stream.concat(
                    shown.records().stream().map(AlertCmdlets::line),
                    shown.unreadable().stream().map(AlertCmdlets::line))
                .toList());
  }

  private static String line(ChainedRecord r) {
    return r.number()
        + " "
        + r.record().creationTime()
        + " "
        + r.record().operation().title()
        + " "
        + r.id();
  }

  private static String line(AuditPlace unreadable) {
    return unreadable.number()
        + " "
        + unreadable.creationTime()
        + " cannot be read: sluice audit verify says more";
  }

  private static List<Row> notifications(Call call) {
    List<Delivery.State> states =
        call.arguments().choice("State", Delivery.State.class).stream().toList();
    List<Delivery> found = call.administration().notifications().list(call.actor(), states);
    if (found.size() == Outbox.MOST) {
      call.warn(
          "These are the newest " + Outbox.MOST + "; there may be more. State narrows them down.");
    }
    return found.stream().map(AlertCmdlets::row).toList();
  }

  private static Row row(Delivery d) {
    return new Row()
        .put(IDENTITY, d.number())
        .put("Channel", d.outgoing().channel().name())
        .put("To", d.outgoing().to())
        .put("State", d.state().name())
        .put("Node", d.node())
        .put("Created", d.outgoing().created())
        .put("Changed", d.changed())
        .put("Attempts", d.attempts())
        .put("Due", d.due())
        .put("LastError", d.lastError())
        .put("Key", d.outgoing().key());
  }

  private static List<Row> restart(Call call) {
    Arguments a = call.arguments();
    NotificationVerbs verbs = call.administration().notifications();
    if (a.has(IDENTITY) && a.truth("All")) {
      throw CmdletError.invalid("Say either -Identity, the number of a notification, or -All.");
    }
    if (a.truth("All")) {
      var _ = verbs.restartGivenUp(call.actor());
    } else {
      verbs.restart(call.actor(), a.number(IDENTITY).orElse(0));
    }
    return List.of();
  }

  private static List<Row> test(Call call) {
    Arguments a = call.arguments();
    Channel channel = Channel.valueOf(a.text("Channel").orElse("Mail").toUpperCase(Locale.ROOT));
    if (channel != Channel.SYSLOG && !a.has("To")) {
      throw CmdletError.missingParameter("Test-AlertNotification", "To");
    }
    String answer =
        call.administration().notifications().test(call.actor(), channel, a.text("To").orElse(""));
    return List.of(
        new Row()
            .put("Channel", channel.name())
            .put("To", a.text("To").orElse(""))
            .put("Answer", answer));
  }
}
