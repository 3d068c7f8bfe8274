package org.sluice.app.configuration;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.alert.Audience;
import org.sluice.notify.mail.MailServer;
import org.sluice.notify.syslog.SyslogServer;
import org.sluice.notify.webhook.WebhookReceiver;

/**
 * Who is told of alerts, and how. Immutable.
 *
 * @param mail where mail is submitted, if anywhere
 * @param webhooks receivers by HTTP
 * @param syslog the log server, if there is one
 */
public record Notifying(
    Audience audience,
    Optional<MailServer> mail,
    List<WebhookReceiver> webhooks,
    Optional<SyslogServer> syslog) {

  /** What is to be known of a configuration by which nobody, or perhaps nobody, is told. */
  public Optional<String> silence() {
    if (syslog.isPresent() || !webhooks.isEmpty()) {
      return Optional.empty();
    }
    if (mail.isEmpty()) {
      return Optional.of(
          "NOBODY IS TOLD of any alert: no mail server is configured ([mail] server), no webhook"
              + " and no log server. Set one of them.");
    }
    return audience.tenantAdmins().isEmpty()
        ? Optional.of(
            "alerts.tenant-admins is empty: nobody is told of an alert before there is a Global"
                + " Administrator (sluice administrator add). Name an address to be safe.")
        : Optional.empty();
  }

  static void check(Reading reading, Values values) {
    boolean mail = !values.text("mail.server").isEmpty();
    if (mail && values.text("mail.from").isEmpty()) {
      reading.add(new Mistake(0, "mail.server needs mail.from: the author of notifications"));
    }
    if (values.text("mail.user").isEmpty() != values.text("mail.password-file").isEmpty()) {
      reading.add(new Mistake(0, "mail.user and mail.password-file go together: set both or none"));
    }
    if (mail && !values.text("mail.user").isEmpty() && values.text("mail.tls").equals("none")) {
      String host = hostOf(values.text("mail.server"));
      if (!Set.of("127.0.0.1", "localhost", "::1").contains(host)) {
        reading.add(
            new Mistake(
                0, "mail.tls \"none\" would send the password of mail.user readable to " + host));
      }
    }
    if (!mail && values.text("alerts.tell-user").equals("yes")) {
      reading.add(new Mistake(0, "alerts.tell-user needs mail.server: users are told by mail"));
    }
    if (values.text("mail.tls").equals("none") && !values.text("mail.ca-file").isEmpty()) {
      reading.add(new Mistake(0, "mail.ca-file has no use with mail.tls \"none\""));
    }
    if (values.text("syslog.transport").equals("tcp") && !values.text("syslog.ca-file").isEmpty()) {
      reading.add(new Mistake(0, "syslog.ca-file has no use with syslog.transport \"tcp\""));
    }
    Set<String> names = new HashSet<>();
    for (Map<String, Object> entry : reading.webhooks()) {
      if (entry.get("webhook.name") instanceof String name && !names.add(name)) {
        reading.add(new Mistake(0, "there are two webhooks of the name \"" + name + "\""));
      }
    }
  }

  static Notifying of(Values values, List<Map<String, Object>> entries) {
    Optional<MailServer> mail = mail(values);
    List<WebhookReceiver> webhooks = webhooks(entries);
    Optional<SyslogServer> syslog = syslog(values);
    return new Notifying(
        new Audience(
            values.texts("alerts.tenant-admins"),
            mail.isPresent(),
            webhooks.stream().map(WebhookReceiver::name).toList(),
            syslog.isPresent(),
            values.text("alerts.tell-user").equals("yes"),
            portal(values)),
        mail,
        webhooks,
        syslog);
  }

  private static String portal(Values values) {
    String link = values.text("alerts.link");
    return link.isEmpty() ? values.text("access.url") : link;
  }

  private static Optional<MailServer> mail(Values values) {
    String server = values.text("mail.server");
    if (server.isEmpty()) {
      return Optional.empty();
    }
    String from = values.text("mail.from");
    String envelope = values.text("mail.envelope-sender");
    return Optional.of(
        new MailServer(
            hostOf(server),
            portOf(server),
            MailServer.Tls.valueOf(values.text("mail.tls").toUpperCase(Locale.ROOT)),
            values.text("mail.user"),
            file(values.text("mail.password-file")),
            from,
            envelope.isEmpty() ? from : envelope,
            file(values.text("mail.ca-file"))));
  }

  private static Optional<SyslogServer> syslog(Values values) {
    String server = values.text("syslog.server");
    return server.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SyslogServer(
                hostOf(server),
                portOf(server),
                values.text("syslog.transport").equals("tls"),
                file(values.text("syslog.ca-file"))));
  }

  private static List<WebhookReceiver> webhooks(List<Map<String, Object>> entries) {
    List<WebhookReceiver> webhooks = new ArrayList<>();
    for (Map<String, Object> entry : entries) {
      if (entry.get("webhook.name") instanceof String name
          && entry.get("webhook.url") instanceof String url
          && entry.get("webhook.secret-file") instanceof String secret) {
        webhooks.add(new WebhookReceiver(name, URI.create(url), Path.of(secret), file(ca(entry))));
      }
    }
    return webhooks;
  }

  private static String ca(Map<String, Object> entry) {
    return entry.get("webhook.ca-file") instanceof String file ? file : "";
  }

  private static Optional<Path> file(String path) {
    return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
  }

  private static String hostOf(String server) {
    String host = server.substring(0, server.lastIndexOf(':'));
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int portOf(String server) {
    return Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
  }
}
