package org.sluice.app.configuration;

import java.util.ArrayList;
import java.util.List;

/** Writes {@code etc/sluice.toml} and the reference page from the registry. */
public final class ConfigurationText {
  private static final int COLUMNS = 90;

  private ConfigurationText() {}

  /** The commented file with every option at its default. */
  public static String toml() {
    StringBuilder text =
        new StringBuilder(
            """
            # Sluice. Every option with its default; Sluice needs none of them to start.
            # Made from the registry of options: sluice config --template
            """);
    String table = "";
    for (Option option : Options.ALL) {
      if (!option.table().equals(table)) {
        table = option.table();
        text.append("\n[").append(table).append("]\n");
      }
      wrapped(option.help() + " (" + option.values().replace("\\", "") + ")")
          .forEach(line -> text.append("# ").append(line).append('\n'));
      if (!option.name().equals("*")) {
        text.append(option.name()).append(" = ").append(option.fallback()).append('\n');
      }
    }
    entries(text, "connector", Options.CONNECTOR);
    entries(text, "token", Options.TOKEN);
    entries(text, "webhook", WebhookOptions.ALL);
    return text.toString();
  }

  private static void entries(StringBuilder text, String name, List<Option> options) {
    text.append("\n# [[").append(name).append("]] as often as needed:\n");
    for (Option option : options) {
      wrapped(option.name() + ": " + option.help() + " (" + option.values() + ")")
          .forEach(line -> text.append("#   ").append(line).append('\n'));
    }
  }

  /** The reference page. */
  public static String reference() {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            Made from the registry of options; `./sluice config --reference` prints it.

            Sluice starts without a configuration file. `--config FILE` names one in TOML;
            `./sluice check --config FILE` reports every mistake in it with its line, and
            `./sluice config --config FILE` prints what is in force. `kill -HUP` reloads the file: all
            but these, which need a restart: %s.

            | option | values | default | what it is for |
            |---|---|---|---|
            """
                .formatted(Options.restart()));
    Options.ALL.forEach(option -> row(text, option, option.path()));
    Options.CONNECTOR.forEach(option -> row(text, option, "[[connector]] " + option.name()));
    Options.TOKEN.forEach(option -> row(text, option, "[[token]] " + option.name()));
    WebhookOptions.ALL.forEach(option -> row(text, option, "[[webhook]] " + option.name()));
    return text.toString();
  }

  /** What is in force for a text that has no mistake: every option and where it comes from. */
  public static String effective(String toml) {
    Reading reading = new Reading(toml);
    Values values = reading.values();
    StringBuilder text = new StringBuilder();
    String table = "";
    for (Option option : Options.ALL) {
      if (!option.table().equals(table)) {
        table = option.table();
        text.append(text.isEmpty() ? "[" : "\n[").append(table).append("]\n");
      }
      if (option.name().equals("*")) {
        values.namedTexts(table).forEach((name, texts) -> line(text, name, texts, "from the file"));
      } else {
        String origin = values.isGiven(option.path()) ? "from the file" : "default";
        line(text, option.name(), values.shown(option), origin);
      }
    }
    text.append("\n# connectors: ").append(reading.connectors().size());
    text.append(", tokens: ").append(reading.tokens().size());
    return text.append(", webhooks: ").append(reading.webhooks().size()).append('\n').toString();
  }

  private static void line(StringBuilder text, String name, Object value, String origin) {
    text.append(name).append(" = ").append(value).append("  # ").append(origin).append('\n');
  }

  private static void row(StringBuilder text, Option option, String path) {
    String fallback = option.fallback().isEmpty() ? "required" : "`" + option.fallback() + "`";
    text.append("| `").append(path).append("` | ").append(option.values());
    text.append(" | ").append(fallback).append(" | ").append(option.help()).append(" |\n");
  }

  private static List<String> wrapped(String words) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words.split(" ", -1)) {
      if (line.length() + word.length() > COLUMNS) {
        lines.add(line.toString().strip());
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().strip());
    return lines;
  }
}
