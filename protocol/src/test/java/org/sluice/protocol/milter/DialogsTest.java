package org.sluice.protocol.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Connector;
import org.sluice.core.mail.Network;
import org.sluice.core.mail.Senders;
import org.sluice.core.policy.Groups;

/** Every file of {@code src/test/resources/milter}. */
class DialogsTest {
  static final Settings SETTINGS = settings(3);

  static Settings settings(int recipientsPerMessage) {
    Connector scanner =
        new Connector("scanner", "id", List.of(Network.parse("192.0.2.7").orElseThrow()));
    return new Settings(
        new Senders("example.org", List.of(scanner)),
        new AcceptedDomains(List.of("example.org")),
        new Groups(Map.of()),
        new ServiceLimits(10_000, recipientsPerMessage, 30, 0),
        PolicyBy.SUBMITTER,
        ZoneId.of("UTC"),
        "",
        "",
        0);
  }

  static List<Dialog> dialogs() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/milter"))) {
      return files.sorted().map(Dialog::read).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("dialogs")
  void each_dialogue_goes_as_it_is_written(Dialog dialog) {
    List<String> happened = dialog.play(SETTINGS);
    String described = String.join("\n", happened);
    assertThat(happened).as(described).hasSameSizeAs(dialog.expected());
    for (int i = 0; i < happened.size(); i++) {
      String expected = dialog.expected().get(i);
      if (expected.startsWith("? ")) {
        assertThat(List.of(happened.get(i).split(" "))).as(described).contains(expected.split(" "));
      } else {
        assertThat(happened.get(i)).as(described).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dialogs")
  void each_dialogue_goes_the_same_cut_at_any_byte(Dialog dialog) {
    List<String> whole = dialog.play(SETTINGS);
    int length = dialog.bytes().length;
    for (int cut = 1; cut < length; cut++) {
      assertThat(dialog.play(SETTINGS, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
    int[] everywhere = IntStream.range(1, length).toArray();
    assertThat(dialog.play(SETTINGS, everywhere)).isEqualTo(whole);
  }
}
