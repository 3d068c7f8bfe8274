package org.sluice.app.configuration;

import static org.sluice.app.configuration.Options.text;

import java.util.List;

/** The options of a receiver by HTTP. */
final class WebhookOptions {
  /** Options of one {@code [[webhook]]}. */
  static final List<Option> ALL =
      List.of(
          text("webhook", "name", Check.WEBHOOK_NAME, "", "Its name, for the outbox and the test."),
          text(
              "webhook",
              "url",
              Check.WEBHOOK_URL,
              "",
              "Gets a POST for each alert, whatever its policy."),
          text(
              "webhook",
              "secret-file",
              Check.FILE,
              "",
              "The key of the HMAC-SHA256 signature is the first line of this file."),
          text(
              "webhook",
              "ca-file",
              Check.FILE_OR_NOTHING,
              "\"\"",
              "Certificates (PEM) that are believed instead of the machine's authorities."));

  private WebhookOptions() {}
}
