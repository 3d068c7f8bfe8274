package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CommandTest {
  private static Command command(String line) {
    return Command.parse(line.getBytes(UTF_8)).orElseThrow();
  }

  private static String sender(String argument) {
    return MailPath.from(command("MAIL " + argument)).map(MailPath::address).orElse("none");
  }

  private static String recipient(String argument) {
    return MailPath.to(command("RCPT " + argument)).map(MailPath::address).orElse("none");
  }

  @Test
  void a_verb_is_known_in_any_case_and_what_is_not_known_is_unknown() {
    assertThat(command("ehlo me").verb()).isEqualTo(Verb.EHLO);
    assertThat(command("Data").verb()).isEqualTo(Verb.DATA);
    for (String line : List.of("XCLIENT ADDR=1.2.3.4", "XFORWARD NAME=x", "UNKNOWN", "", "DATAX")) {
      assertThat(command(line).verb()).as(line).isEqualTo(Verb.UNKNOWN);
    }
  }

  @Test
  void the_argument_has_no_spaces_around_and_the_line_is_as_it_came() {
    Command command = command("MAIL  FROM:<a@b> ");
    assertThat(command.argument()).isEqualTo("FROM:<a@b>");
    assertThat(command.line()).isEqualTo("MAIL  FROM:<a@b> ".getBytes(UTF_8));
  }

  @Test
  void a_control_character_is_no_part_of_a_command() {
    for (String line : List.of("NOOP\t", "RCPT TO:<a\u0001@b>", "\u007fQUIT")) {
      assertThat(Command.parse(line.getBytes(UTF_8))).isEmpty();
    }
  }

  @Test
  void a_command_at_the_bound_passes_and_one_byte_more_does_not_but_for_auth() {
    String most = "NOOP " + "x".repeat(Command.MAX_COMMAND_BYTES - 2 - 5);
    assertThat(Command.parse(most.substring(1).getBytes(UTF_8))).isPresent();
    assertThat(Command.parse(most.getBytes(UTF_8))).isPresent();
    assertThat(Command.parse((most + "x").getBytes(UTF_8))).isEmpty();
    assertThat(Command.parse(("AUTH" + most).getBytes(UTF_8))).isEmpty();
    assertThat(Command.parse(("AUTH " + most).getBytes(UTF_8))).isPresent();
  }

  @Test
  void a_path_stands_in_brackets() {
    assertThat(sender("FROM:<anna@example.org>")).isEqualTo("anna@example.org");
    assertThat(sender("from: <anna@example.org> SIZE=10")).isEqualTo("anna@example.org");
    assertThat(sender("FROM:<>")).isEmpty();
    assertThat(recipient("TO:<@one,@two:bert@example.org>")).isEqualTo("bert@example.org");
    assertThat(recipient("TO:<\"a> <b\\\" c\"@example.org>"))
        .isEqualTo("\"a> <b\\\" c\"@example.org");
    assertThat(recipient("TO:<j\u00f6rg@example.org>")).isEqualTo("j\u00f6rg@example.org");
  }

  @Test
  void what_two_servers_could_read_in_two_ways_is_no_path() {
    for (String argument :
        List.of(
            "TO:bert@example.org",
            "TO:<bert@example.org",
            "TO:<a@b><c@d>",
            "TO:<a@b>,<c@d>",
            "TO:<a b@c>",
            "TO:<<a@b>>",
            "TO:<\"a@b>",
            "TO:<\"a\\",
            "TO:<>",
            "TO <a@b>",
            "TO:",
            "")) {
      assertThat(recipient(argument)).as(argument).isEqualTo("none");
    }
  }

  @Test
  void parameters_follow_the_path() {
    MailPath path = MailPath.from(command("MAIL FROM:<a@b>  Body=8bitmime  SIZE=5")).orElseThrow();
    assertThat(path.parameters()).containsExactly("Body=8bitmime", "SIZE=5");
    assertThat(path.has("BODY=8BITMIME")).isTrue();
    assertThat(path.has("BODY=7BIT")).isFalse();
  }

  @Test
  void a_broken_address_stays_different_from_another() {
    byte[] one = "RCPT TO:<\u00e9@b>".getBytes(ISO_8859_1);
    byte[] two = "RCPT TO:<\u00e8@b>".getBytes(ISO_8859_1);
    assertThat(MailPath.to(Command.parse(one).orElseThrow()))
        .isNotEqualTo(MailPath.to(Command.parse(two).orElseThrow()));
    byte[] broken = "RCPT TO:<\u00ef\u00bf\u00bd\u00e9@b>".getBytes(ISO_8859_1);
    byte[] valid = "RCPT TO:<\u00ef\u00bf\u00bd\u00e9@b>".getBytes(UTF_8);
    assertThat(MailPath.to(Command.parse(broken).orElseThrow()))
        .isNotEqualTo(MailPath.to(Command.parse(valid).orElseThrow()));
  }

  @Property
  void a_chunk_is_written_as_it_is_read(
      @ForAll @LongRange(max = Chunk.MAX_SIZE) long size, @ForAll boolean last) {
    Chunk chunk = new Chunk(size, last);
    assertThat(command(chunk.command()).chunk()).contains(chunk);
    assertThat(command(chunk.command().toLowerCase(java.util.Locale.ROOT)).chunk()).contains(chunk);
  }

  @Test
  void what_is_no_size_is_no_chunk() {
    for (String argument :
        List.of(
            "",
            "-1",
            "+1",
            "1x",
            "1 FIRST",
            "1 LAST LAST",
            "1  LAST",
            "LAST",
            "0x10",
            Long.toString(Chunk.MAX_SIZE + 1),
            "99999999999999999999")) {
      assertThat(command("BDAT " + argument).chunk()).as(argument).isEqualTo(Optional.empty());
    }
  }

  /** Whatever comes, it is read or refused; nothing is thrown. */
  @Property(tries = 3_000)
  void any_bytes_are_read_or_refused(@ForAll byte[] bytes) {
    Command.parse(bytes)
        .ifPresent(command -> {
          assertThat(command.line()).isEqualTo(bytes);
          assertThat(MailPath.from(command).isPresent() && command.argument().isEmpty()).isFalse();
          command.chunk();
        });
  }

  /** What is inside the brackets comes out again, if it is a path at all. */
  @Property(tries = 3_000)
  void an_address_is_what_stands_between_the_brackets(@ForAll String text) {
    String line = "RCPT TO:<" + text + ">";
    Command.parse(line.getBytes(UTF_8))
        .flatMap(MailPath::to)
        .filter(path -> !text.startsWith("@") && path.parameters().isEmpty())
        .ifPresent(path -> assertThat(text).startsWith(path.address()));
  }
}
