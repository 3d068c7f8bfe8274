package org.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever asks for help gets it, wherever he asks. */
class HelpTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z][a-z-]+)  ");

  static Stream<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    add(all, List.of());
    assertThat(all).contains(List.of("serve"), List.of("restricted", "release"));
    return all.stream();
  }

  private static void add(List<List<String>> all, List<String> command) {
    all.add(command);
    COMMAND
        .matcher(help(command))
        .results()
        .map(found -> found.group(1))
        .filter(name -> !name.equals("help"))
        .forEach(name -> add(all, Stream.concat(command.stream(), Stream.of(name)).toList()));
  }

  private static String help(List<String> command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        Main.run(
            new PrintStream(out, true, UTF_8),
            System.err,
            Map.of(),
            Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new));
    assertThat(status).as(command.toString()).isZero();
    return out.toString(UTF_8);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_explains_itself(List<String> command) {
    assertThat(help(command)).startsWith("Usage: sluice").contains("-h, --help");
  }
}
