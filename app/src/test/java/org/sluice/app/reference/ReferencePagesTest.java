package org.sluice.app.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferencePagesTest {
  private static final String VERSION = "0.1.0";

  static Stream<Map.Entry<String, String>> pages() {
    return ReferencePages.all().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void each_page_says_what_the_code_does(Map.Entry<String, String> page) throws IOException {
    Path file = Path.of("../docs/reference", page.getKey());
    assertThat(Files.readString(file)).as("run ./sluice reference").isEqualTo(page.getValue());
  }

  static Stream<Map.Entry<String, String>> module() {
    return PowerShellModule.files(VERSION).entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("module")
  void the_powershell_module_has_the_cmdlets(Map.Entry<String, String> written) throws IOException {
    Path file = Path.of("../powershell/Sluice", written.getKey());
    assertThat(Files.readString(file)).as("run ./sluice reference").isEqualTo(written.getValue());
  }
}
