package org.sluice.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NdrPartTest {
  private static final String MAIL =
      "[mail]\nserver = \"127.0.0.1:25\"\nfrom = \"sluice@example.org\"\n";
  private static final String MILTER = "[milter]\nrefusal = \"ndr\"\n";
  private static final String PROXY = "[proxy]\nrefusal = \"ndr\"\n";

  @TempDir private Path folder;

  private static NdrPart part(String toml) {
    return Configuration.parse("s.toml", toml).ndr();
  }

  private static String mistakes(String toml) {
    return catchThrowableOfType(BadConfiguration.class, () -> part(toml)).getMessage();
  }

  @Test
  void a_new_installation_refuses_by_reply() {
    NdrPart part = Configuration.ofDefaults().ndr();
    assertThat(part.milter() || part.proxy() || part.overNextHop()).isFalse();
    assertThat(part.languages()).hasSize(1);
  }

  @Test
  void every_setting_has_its_effect() throws IOException {
    Files.writeString(folder.resolve("fr.txt"), "Subject: Non remis\n\nFin.\n");
    NdrPart part =
        part(
            MAIL
                + MILTER
                + """
                [ndr]
                languages = ["de", "fr"]
                templates = "%s"
                host = "mx.example.org"
                [reply]
                advice = "Call us."
                contact = "Help desk"
                """
                    .formatted(folder));
    assertThat(part.milter()).isTrue();
    assertThat(part.proxy()).isFalse();
    assertThat(part.languages()).hasSize(2);
    assertThat(part.style("machine").host()).isEqualTo("mx.example.org");
    assertThat(part.style("machine").advice()).isEqualTo("Call us.");
    assertThat(part.style("machine").contact()).isEqualTo("Help desk");
    assertThat(part(MAIL + PROXY).style("machine").host()).isEqualTo("machine");
    assertThat(part(MAIL + PROXY).style("machine").advice()).isEmpty();
    assertThat(part(MAIL + PROXY).proxy()).isTrue();
  }

  @Test
  void reports_go_to_the_next_hop_or_with_the_proxys_into_the_trying_mailbox() {
    assertThat(part(PROXY).overNextHop()).isTrue();
    assertThat(part(PROXY + "next-hop = \"127.0.0.1:10587\"\n").overNextHop()).isTrue();
    assertThat(part(MILTER + "[proxy]\nnext-hop = \"127.0.0.1:10587\"\n").overNextHop()).isTrue();
    assertThat(part(MAIL + MILTER).overNextHop()).isFalse();
  }

  @Test
  void without_a_way_to_hand_reports_over_there_is_no_start() {
    assertThat(mistakes(MILTER))
        .contains("milter.refusal = \"ndr\" needs a way to hand non-delivery reports over")
        .contains("mail.server, or proxy.next-hop");
    assertThat(mistakes(MILTER + PROXY)).contains("milter.refusal = \"ndr\" needs a way");
  }

  @Test
  void a_door_that_is_not_open_cannot_report() {
    assertThat(mistakes(MAIL + MILTER + "listen = []\n"))
        .contains("milter.refusal = \"ndr\" has no effect: that door is not open");
    assertThat(mistakes(MAIL + PROXY + "trying-mailbox = false\n"))
        .contains("proxy.refusal = \"ndr\" has no effect: that door is not open");
    assertThat(mistakes(MAIL + PROXY + "listen = []\n")).contains("has no effect");
  }

  @Test
  void languages_and_templates_are_checked_with_the_rest() throws IOException {
    assertThat(mistakes("[ndr]\nlanguages = []\n")).contains("has 0 languages; it takes 1 to 4");
    assertThat(mistakes("[ndr]\nlanguages = [\"de\", \"en\", \"de\", \"en\", \"de\"]\n"))
        .contains("has 5 languages");
    assertThat(part("[ndr]\nlanguages = [\"de\", \"en\", \"de\", \"en\"]\n").languages())
        .hasSize(4);
    assertThat(mistakes("[ndr]\nlanguages = [\"x/../y\"]\n"))
        .contains("a language such as en, de or pt-BR");
    assertThat(mistakes("[ndr]\nlanguages = [\"fr\", \"it\"]\n"))
        .contains("no words of its own for fr.txt")
        .contains("no words of its own for it.txt");
    Files.writeString(folder.resolve("en.txt"), "Hello");
    assertThat(mistakes("[ndr]\ntemplates = \"" + folder + "\"\n"))
        .contains("en.txt has to begin with a line");
  }
}
