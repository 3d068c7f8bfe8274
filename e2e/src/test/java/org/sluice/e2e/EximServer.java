package org.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.testkit.FreePort;

/**
 * Debian's Exim in a folder of its own, with the statements of {@code docs/guides/exim.md}: an
 * authenticated submission port that asks Sluice's policy delegation. {@code ./test} unpacks it,
 * because Debian installs Exim and Postfix only instead of each other.
 */
final class EximServer implements AutoCloseable {
  private static final Path GUIDE = Path.of("../docs/guides/exim.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```exim\n(.*?)```");

  private final Path home;
  private final int port = FreePort.next();

  EximServer(int delegation) {
    try {
      home = Files.createTempDirectory(Path.of("/tmp"), "sluice-exim");
      Path program = home.resolve("exim4");
      Files.copy(unpacked(), program, StandardCopyOption.REPLACE_EXISTING);
      for (String folder : new String[] {"spool", "mail", "log"}) {
        Files.createDirectories(home.resolve(folder));
      }
      String statements = guide().replace("127.0.0.1:10040", "127.0.0.1:" + delegation);
      Files.writeString(home.resolve("conf"), configuration(statements));
      Shell.must("chmod 755 " + home + " " + program + " && chown -R Debian-exim " + home);
      Shell.must("chown root " + home.resolve("conf"));
      Shell.must(
          "%1$s/exim4 -C %1$s/conf -bd -oX %2$d -oP %1$s/pid </dev/null >%1$s/started 2>&1"
                  .formatted(home, port)
              + " || { cat "
              + home
              + "/started; exit 1; }");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether {@code ./test} has said that there is no Exim on this machine. */
  static boolean isLeftOut() {
    return List.of(System.getProperty("sluice.without", "").split(",")).contains("exim");
  }

  private static Path unpacked() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path folder =
        cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    Path program = folder.resolve("sluice/exim4/usr/sbin/exim4");
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException(
          "There is no Exim in " + program + "; run ./test once as root, which unpacks it");
    }
    return program;
  }

  int port() {
    return port;
  }

  /** What the guide tells administrators to write: its main options, then its ACLs. */
  private static String guide() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(GUIDE));
    StringBuilder all = new StringBuilder();
    while (blocks.find()) {
      all.append(blocks.group(1)).append('\n');
    }
    return all.toString();
  }

  private String configuration(String statements) {
    return """
    exim_path = %1$s/exim4
    primary_hostname = mx.example.org
    spool_directory = %1$s/spool
    log_file_path = %1$s/log/%%slog
    pid_file_path = %1$s/pid
    local_interfaces = 127.0.0.1
    domainlist local_domains = example.org
    never_users = root
    tls_advertise_hosts =
    keep_environment =
    %2$s
    begin routers
    local:
      driver = accept
      domains = +local_domains
      local_parts = anna : bert
      transport = files
    elsewhere:
      driver = accept
      domains = ! +local_domains
      transport = dropped

    begin transports
    files:
      driver = appendfile
      file = %1$s/mail/$local_part_data
      user = Debian-exim
    dropped:
      driver = appendfile
      file = /dev/null
      user = Debian-exim

    begin authenticators
    plain:
      driver = plaintext
      public_name = PLAIN
      server_prompts = :
      server_condition = ${if eq{$auth3}{secret}}
      server_set_id = $auth2
    """
        .formatted(home, statements);
  }

  @Override
  public void close() {
    Shell.run(Map.of(), "kill $(cat " + home + "/pid); rm -rf " + home);
  }
}
