package org.sluice.notify.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.decision.Reason;

class ReportLanguageTest {
  @TempDir private Path folder;

  private ReportLanguage own(String name, String template) throws IOException {
    Files.writeString(folder.resolve(name + ".txt"), template);
    return ReportLanguage.read(name, Optional.of(folder));
  }

  @Test
  void an_own_template_stands_for_sluices() throws IOException {
    ReportLanguage french =
        own("fr", "Subject: Non remis : {subject}\n\n{recipients}\n\n{contact}\n\nFin.\n");
    assertThat(french.subject(Map.of("subject", "{more} $1 été")))
        .isEqualTo("Non remis : {more} $1 été");
    assertThat(french.text(Map.of("recipients", "a@b.test\nc@d.test", "contact", "")))
        .isEqualTo("a@b.test\nc@d.test\n\nFin.\n");
    assertThat(french.reason(Reason.RECIPIENT_RATE)).contains("daily limit");
  }

  @Test
  void without_an_own_template_the_language_that_comes_with_sluice_is_used() throws IOException {
    ReportLanguage german = ReportLanguage.read("de", Optional.of(folder));
    assertThat(german.reason(Reason.RESTRICTED_USER)).contains("gültiger Absender");
    assertThat(german.more(0)).isEmpty();
    assertThat(german.more(1)).startsWith("1 weitere");
  }

  @Test
  void a_template_at_the_bound_is_read_and_one_byte_more_is_not() throws IOException {
    String start = "Subject: x\n\n";
    String fits = start + "y".repeat(ReportLanguage.MAX_BYTES - start.length());
    assertThat(own("en", fits).text(Map.of())).contains("yyy");
    assertThatThrownBy(() -> own("en", fits + "y")).hasMessageContaining("8192 bytes");
  }

  @Test
  void mistakes_are_told_with_the_file() {
    assertThatThrownBy(() -> own("en", "Hello\n"))
        .hasMessageContaining("en.txt has to begin with a line \"Subject: ...\"");
    assertThatThrownBy(() -> own("en", "Subject: x\n\n{subjekt}"))
        .hasMessageContaining("en.txt asks for {subjekt}; it may ask for [account");
    assertThatThrownBy(() -> ReportLanguage.read("fr", Optional.of(folder)))
        .hasMessageContaining("ndr.languages has \"fr\", but there is no");
    assertThatThrownBy(() -> ReportLanguage.read("fr", Optional.empty()))
        .hasMessageContaining("no words of its own for fr.txt");
  }
}
