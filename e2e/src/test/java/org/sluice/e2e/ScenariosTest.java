package org.sluice.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sluice.app.serve.PostfixLines;
import org.sluice.testkit.FreePort;

/** Every folder of {@code e2e/scenarios}, with a real Postfix, Dovecot and swaks. */
class ScenariosTest {
  /** A part of a name, to play few scenarios while working on them. */
  private static final String WANTED = System.getProperty("sluice.scenario", "");

  private static final int DELEGATION = FreePort.next();
  private static final int ADMINISTRATION = FreePort.next();
  private static final Path SOCKET = Path.of("/tmp/sluice-e2e-" + ProcessHandle.current().pid());
  private static final int MILTER = FreePort.next();
  private static final Path MILTER_SOCKET = Path.of(SOCKET + "-milter");
  private static LaterFilter later;
  private static MailSystem mail;
  private static EximServer exim;

  @BeforeAll
  static void startMail() throws IOException {
    later = new LaterFilter();
    String milter = PostfixLines.milterOption("127.0.0.1:" + MILTER);
    String tcp = "127.0.0.1:" + DELEGATION;
    mail =
        new MailSystem(
            PostfixLines.options(tcp),
            PostfixLines.options("unix:" + SOCKET),
            PostfixLines.endpoint(tcp),
            Map.of(
                "MILTER",
                List.of(milter),
                "MILTER_UNIX",
                List.of(PostfixLines.milterOption("unix:" + MILTER_SOCKET)),
                "MILTER_STRICT",
                List.of(milter, "-o cleanup_service_name=strict"),
                "MILTER_LATER",
                List.of(milter + ",inet:127.0.0.1:" + later.port()),
                "BEHIND_OPEN",
                List.of(
                    "-o smtpd_relay_restrictions=permit_sasl_authenticated,"
                        + "reject_unauth_destination")));
    if (!EximServer.isLeftOut()) {
      exim = new EximServer(DELEGATION);
    }
  }

  @AfterAll
  static void stopMail() {
    mail.close();
    later.close();
    if (exim != null) {
      exim.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> scenarios() throws IOException {
    List<Path> folders;
    try (Stream<Path> entries = Files.list(Path.of("scenarios"))) {
      folders =
          entries
              .filter(Files::isDirectory)
              .filter(f -> f.getFileName().toString().contains(WANTED))
              .filter(f -> exim != null || !f.getFileName().toString().startsWith("exim-"))
              .sorted()
              .toList();
    }
    return folders.stream()
        .map(Scenario::read)
        .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> play(scenario)));
  }

  private static void play(Scenario scenario) {
    String listening =
        """
        [delegation]
        listen = ["127.0.0.1:%d", "unix:%s"]
        unix-mode = "0666"
        [milter]
        listen = ["127.0.0.1:%d", "unix:%s"]
        unix-mode = "0666"
        [administration]
        listen = "127.0.0.1:%d"
        """
            .formatted(DELEGATION, SOCKET, MILTER, MILTER_SOCKET, ADMINISTRATION);
    Map<String, String> more =
        exim == null ? Map.of() : Map.of("EXIM", Integer.toString(exim.port()));
    try (Stage stage = new Stage(mail, scenario, listening, MILTER, more)) {
      stage.play();
    }
  }
}
