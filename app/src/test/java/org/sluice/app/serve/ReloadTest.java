package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.DelegationClient;
import org.sluice.app.Main;

/** A process of its own that is told to reload by SIGHUP, as systemctl reload does. */
class ReloadTest {
  private static final int CLIENTS = 4;
  private static final int RELOADS = 20;
  private static final int MOST_SECONDS = 60;
  private static final String DUNNO = "action=DUNNO";

  @TempDir private Path folder;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private Process process;
  private int port;
  private volatile boolean enough;

  private void configure(String limits) throws IOException {
    Path aside = folder.resolve("aside.toml");
    Files.writeString(
        aside,
        """
        [delegation]
        listen = ["127.0.0.1:0"]
        [milter]
        listen = ["127.0.0.1:0"]
        [administration]
        listen = "127.0.0.1:0"
        [proxy]
        trying-mailbox = false
        """
            + limits);
    Files.move(
        aside,
        folder.resolve("sluice.toml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  @BeforeEach
  void start() throws Exception {
    configure("[limits]\nmessages-per-minute = 0\n");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--data",
                folder.resolve("data").toString(),
                "--config",
                folder.resolve("sluice.toml").toString())
            .redirectErrorStream(true)
            .start();
    Thread reader = new Thread(this::gather, "output");
    reader.setDaemon(true);
    reader.start();
    Matcher listening = await("policy delegation +127\\.0\\.0\\.1:(\\d+)");
    port = Integer.parseInt(listening.group(1));
  }

  private void gather() {
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add(e.toString());
    }
  }

  @AfterEach
  void stop() {
    process.destroyForcibly();
  }

  private Matcher await(String pattern) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    String line = lines.poll(MOST_SECONDS, TimeUnit.SECONDS);
    while (line != null) {
      seen.add(line);
      Matcher matcher = Pattern.compile(pattern).matcher(line);
      if (matcher.find()) {
        return matcher;
      }
      line = lines.poll(MOST_SECONDS, TimeUnit.SECONDS);
    }
    throw new AssertionError("Not printed: " + pattern + "\n" + String.join("\n", seen));
  }

  private void hangUp() throws Exception {
    new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
  }

  /** Asks on one connection until it is enough; answers how many were let through. */
  private int load(int number) throws IOException {
    int passed = 0;
    try (DelegationClient client = new DelegationClient(port)) {
      while (!enough && passed < 1_000) {
        assertThat(client.ask("u" + number + "@example.org", number + "." + passed))
            .isEqualTo(DUNNO);
        passed++;
      }
      while (!enough) {
        assertThat(client.ask("u" + number + "@example.org", number + ".0")).isEqualTo(DUNNO);
      }
    }
    return passed;
  }

  private String sluice(String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    Main.run(out, out, Map.of(), all.toArray(String[]::new));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void reloading_under_load_loses_no_request_and_a_file_with_mistakes_changes_nothing()
      throws Exception {
    sluice("policy", "set", "Default", "--external-per-hour", "1000", "--per-day", "0");
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Integer>> loads = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        loads.add(clients.submit((Callable<Integer>) () -> load(client)));
      }
      try {
        for (int i = 0; i < RELOADS; i++) {
          configure("[limits]\nmessages-per-minute = 0\nrecipient-rate = " + (5000 + i) + "\n");
          hangUp();
          await("Reloaded ");
          configure("[limits]\nrecipient-rat = " + i + "\n");
          hangUp();
          await("Not reloaded");
        }
      } finally {
        enough = true;
      }
      for (int i = 0; i < CLIENTS; i++) {
        int passed = loads.get(i).get();
        assertThat(sluice("usage", "u" + i + "@example.org", "--output", "csv"))
            .contains("recipient rate limit,")
            .containsPattern("recipient rate limit,[^\\n]*" + (5000 + RELOADS - 1) + ",")
            .containsPattern("recipient rate limit,[^\\n]*," + passed + ",");
      }
    }
    configure("[limits]\nmessages-per-minute = 1\n");
    hangUp();
    await("Reloaded ");
    try (DelegationClient client = new DelegationClient(port)) {
      assertThat(client.ask("new@example.org", "a")).isEqualTo(DUNNO);
      assertThat(client.ask("new@example.org", "b")).startsWith("action=450 4.7.1");
    }
  }
}
