package org.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A command waits for no other command. */
class ClientCommandsTest {
  /** A program without commands of its own. */
  @Command(name = "program")
  private record Program() {}

  private static Set<String> made(String... arguments) {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    CommandLine line = new CommandLine(new Program());
    ClientCommands.addTo(line, out, out, Map.of(), List.of(arguments));
    return line.getSubcommands().keySet();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "restricted",
        "policy",
        "alert",
        "alert-policy",
        "audit",
        "administrator",
        "token",
        "usage"
      })
  void who_asks_for_one_gets_that_one(String name) {
    assertThat(made(name, "list")).containsExactly(name);
  }

  @Test
  void who_asks_for_help_or_misspells_one_gets_all() {
    assertThat(made()).hasSize(8);
    assertThat(made("help", "policy")).hasSize(8);
    assertThat(made("restrictd", "release")).hasSize(8);
  }
}
