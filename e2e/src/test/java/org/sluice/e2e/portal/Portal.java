package org.sluice.e2e.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;

/** A running Sluice and Debian's Chromium. Not thread-safe. */
final class Portal implements AutoCloseable {
  static final double PATIENCE_MILLIS = 60_000;
  static final String ANYWHERE = "127.0.0.1:0";
  private static final String READER = "a reader's token";

  private final Path data;
  private final RunningServer server;
  private final Chromium chromium;
  private int messages;

  Portal() {
    this(ANYWHERE);
  }

  Portal(String delegation) {
    this(delegation, "");
  }

  /**
   * @param delegation where mail servers ask
   * @param more further tables of the configuration
   */
  Portal(String delegation, String more) {
    try {
      data = Files.createTempDirectory("sluice-portal");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Configuration configuration =
        Configuration.parse(
            "test",
            """
            [delegation]
            listen = ["%s"]
            [milter]
            listen = []
            [administration]
            listen = "127.0.0.1:0"
            [proxy]
            trying-mailbox = false
            [limits]
            messages-per-minute = 0
            [senders]
            accepted-domains = ["example.org"]
            [portal]
            mfa-url = "https://login.example.org/mfa"
            password-url = "https://login.example.org/password"
            [groups]
            staff = ["anna@example.org"]
            [[connector]]
            name = "scanner"
            networks = ["192.0.2.0/24", "2001:db8::/32"]
            [[token]]
            name = "rita"
            role = "SecurityReader"
            sha256 = "%s"
            """
                    .formatted(delegation, sha256(READER))
                + more);
    server = RunningServer.start(new ServeOptions(data, configuration, TimeSource.ofSystem()));
    chromium = Chromium.start();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One reader's browser window; it holds that nothing went wrong in the console. */
  record Window(BrowserContext context, Page page, List<String> complaints)
      implements AutoCloseable {
    @Override
    public void close() {
      context.close();
      assertThat(complaints).as("errors in the console").isEmpty();
    }

    /** Goes to a path. */
    Page go(String path) {
      page.navigate(path);
      return page;
    }
  }

  /** A window of the Global Administrator, 1280 wide, light. */
  Window window() {
    return window(token(), 1280, ColorScheme.LIGHT);
  }

  /** A window of a Security Reader. */
  Window reader() {
    return window(READER, 1280, ColorScheme.LIGHT);
  }

  /** A window of somebody who has not signed in. */
  Window stranger(int width, ColorScheme scheme) {
    return window("", width, scheme);
  }

  /** Where the first administrator sets a password. */
  String firstLink() {
    return server.firstLink().orElseThrow();
  }

  Window window(int width, ColorScheme scheme) {
    return window(token(), width, scheme);
  }

  /** A window of the Global Administrator in which no script runs. */
  Window withoutScript() {
    return window(token(), 1280, ColorScheme.LIGHT, false);
  }

  private Window window(String token, int width, ColorScheme scheme) {
    return window(token, width, scheme, true);
  }

  private Window window(String token, int width, ColorScheme scheme, boolean script) {
    BrowserContext context =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setJavaScriptEnabled(script)
                    .setBaseURL(url())
                    .setViewportSize(width, width < 500 ? 740 : 1000)
                    .setColorScheme(scheme)
                    .setReducedMotion(ReducedMotion.REDUCE)
                    .setExtraHTTPHeaders(
                        token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token)));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    Page page = context.newPage();
    List<String> complaints = new ArrayList<>();
    page.onConsoleMessage(message -> {
      // A page that is refused on purpose is told by the browser as an error of loading.
      boolean refusedOnPurpose = message.text().startsWith("Failed to load resource");
      if (message.type().equals("error") && !refusedOnPurpose) {
        complaints.add(page.url() + ": " + message.text() + " " + message.location());
      }
    });
    page.onPageError(error -> complaints.add(page.url() + ": " + error));
    return new Window(context, page, complaints);
  }

  String url() {
    return access().getFirst();
  }

  String token() {
    return access().getLast();
  }

  private List<String> access() {
    try {
      return Files.readAllLines(data.resolve("admin.access"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What policy delegation answers to one recipient of a message of its own. */
  String ask(String login, String recipient, String client) {
    return ask(login, recipient, client, "m" + messages);
  }

  /** The same of a message with such a queue id. */
  String ask(String login, String recipient, String client, String queueId) {
    String address = server.delegation().getFirst();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    String id = "m" + messages++;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "request=smtpd_access_policy\nprotocol_state=RCPT\ninstance=%s\nqueue_id=%s\n"
              + "sasl_username=%s\nclient_address=%s\nrecipient=%s\n\n";
      socket
          .getOutputStream()
          .write(
              request
                  .formatted(id, queueId, login, client, recipient)
                  .getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[4096];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(length, 0), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends until a limit restricts the login. */
  void restrict(String login) {
    String answer = "";
    for (int i = 0; i < 2_000 && !answer.contains("5.1.8"); i++) {
      answer = ask(login, "r" + i + "@elsewhere.test", "203.0.113.7");
    }
    assertThat(answer).contains("550 5.1.8");
  }

  @Override
  public void close() {
    chromium.close();
    server.close();
  }
}
