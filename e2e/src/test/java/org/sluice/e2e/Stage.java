package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;

/** Plays one scenario: a fresh Sluice between the standing mail system and the scenario's steps. */
final class Stage implements AutoCloseable {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private static final long PATIENCE_SECONDS = 60;

  private final MailSystem mail;
  private final Scenario scenario;
  private final String listening;
  private final int milterPort;
  private final Map<String, String> more;
  private final Path data;
  private final MovableTime time = new MovableTime();
  private RunningServer server;

  /**
   * @param milterPort where Sluice itself listens for milter clients
   * @param more for the environment of the scenario's commands
   */
  Stage(
      MailSystem mail,
      Scenario scenario,
      String listening,
      int milterPort,
      Map<String, String> more) {
    this.more = more;
    this.milterPort = milterPort;
    this.mail = mail;
    this.scenario = scenario;
    this.listening = listening;
    try {
      this.data = Files.createTempDirectory("sluice-stage");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.server = start();
  }

  private RunningServer start() {
    try {
      String own =
          scenario.configuration().isPresent()
              ? mail.placed(Files.readString(scenario.configuration().get()))
                  .replace("SUBMISSION_PORT", Integer.toString(mail.submission))
                  .replace("INBOUND_PORT", Integer.toString(mail.inbound))
              : "";
      String proxy =
          own.contains("[proxy]") ? "" : "[proxy]\nlisten = [\"127.0.0.1:" + mail.proxy + "\"]\n";
      Configuration configuration =
          Configuration.parse(scenario.name(), joined(own + "\n", listening + proxy));
      return RunningServer.start(new ServeOptions(data, configuration, time));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Both texts; what both say of a table stands under one heading. */
  private static String joined(String own, String listening) {
    String all = own;
    for (String table : listening.split("(?m)^(?=\\[)")) {
      int end = table.indexOf('\n') + 1;
      String heading = table.substring(0, end);
      all =
          !heading.isEmpty() && all.contains(heading)
              ? all.replace(heading, heading + table.substring(end))
              : all + table;
    }
    return all;
  }

  void play() {
    for (Scenario.Step step : scenario.steps()) {
      String place = scenario.name() + ", line " + step.line() + ": " + step.command();
      if (step.command().startsWith("@ ")) {
        direct(step.command().substring(2).strip(), place);
      } else {
        Shell.Output output = command(step.command().substring(2).strip());
        compare(step, output, place);
      }
    }
  }

  private void direct(String words, String place) {
    if (words.equals("clock midnight")) {
      time.toMidnight();
    } else if (words.matches("clock \\+\\d+m")) {
      time.forward(Long.parseLong(words.replaceAll("\\D", "")) * 60_000);
    } else if (words.equals("restart")) {
      server.close();
      server = start();
    } else if (words.matches("mail for \\S+: .+")) {
      awaitMail(words.substring("mail for ".length(), words.indexOf(": ")), words, place);
    } else if (words.matches("mailbox \\S+ has \\d+")) {
      String[] parts = words.split(" ");
      mail.settle();
      long messages =
          mail.mailbox(parts[1])
              .lines()
              .filter(l -> l.startsWith("X-Scenario: " + token()))
              .count();
      assertThat(messages).as(place).isEqualTo(Long.parseLong(parts[3]));
    } else {
      throw new IllegalArgumentException("No such direction: " + place);
    }
  }

  /** Waits for a mail that Sluice sends by itself, and says how long it took. */
  private void awaitMail(String user, String words, String place) {
    String text = words.substring(words.indexOf(": ") + 2);
    long from = System.nanoTime();
    while (!mail.mailbox(user).contains(text)) {
      assertThat(System.nanoTime() - from)
          .as(() -> place + "\n" + mail.mailbox(user) + "\n" + mail.log())
          .isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
      Thread.yield();
    }
    System.out.println(
        place + ": there after " + (System.nanoTime() - from) / 1_000_000 + " ms more");
  }

  /** Tells this scenario's messages from others in the same mailbox. */
  private String token() {
    return Integer.toHexString(scenario.name().hashCode());
  }

  private Shell.Output command(String command) {
    return command.startsWith("sluice ")
        ? sluice(command.substring("sluice ".length()))
        : Shell.run(environment(), "source scenarios/verbs.sh; " + command);
  }

  private Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(mail.ports());
    all.putAll(more);
    all.put("DATA", data.toString());
    all.put("TOKEN", token());
    all.put("MAILBOXES", mail.mailFolder().toString());
    all.put("SLUICE_MILTER", Integer.toString(milterPort));
    return all;
  }

  private Shell.Output sluice(String words) {
    List<String> arguments = new ArrayList<>();
    Matcher matcher = WORD.matcher(words);
    while (matcher.find()) {
      arguments.add(
          matcher.group(1) != null
              ? matcher.group(1)
              : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
    }
    return Shell.sluice(data, arguments.toArray(String[]::new));
  }

  private void compare(Scenario.Step step, Shell.Output output, String place) {
    String described = place + "\n" + output.text() + "\n" + mail.log();
    List<String> lines = output.text().lines().toList();
    int from = 0;
    for (String expected : step.expected()) {
      if (expected.startsWith("? ")) {
        assertThat(output.status())
            .as(described)
            .isEqualTo(Integer.parseInt(expected.substring(2)));
      } else if (expected.startsWith("! ")) {
        assertThat(output.text()).as(described).doesNotContain(expected.substring(2));
      } else {
        from = find(lines, from, expected, described);
      }
    }
  }

  private static int find(List<String> lines, int from, String expected, String described) {
    for (int i = from; i < lines.size(); i++) {
      if (matches(lines.get(i), expected)) {
        return i + 1;
      }
    }
    throw new AssertionError("Not found (in this order): " + expected + "\n" + described);
  }

  /** A part of the line; {@code ...} stands for anything. */
  private static boolean matches(String line, String expected) {
    String pattern =
        List.of(expected.split("\\.\\.\\.", -1)).stream()
            .map(Pattern::quote)
            .collect(java.util.stream.Collectors.joining(".*"));
    return Pattern.compile(pattern).matcher(line).find();
  }

  @Override
  public void close() {
    server.close();
    Shell.run(Map.of(), "rm -rf " + data);
  }
}
