package org.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sluice.testkit.FreePort;

/**
 * Debian's Postfix and Dovecot in a folder of their own: an authenticated submission port, one that
 * asks in two restriction lists, and an inbound port. Users' mail lands in files; mail to anywhere
 * else is discarded.
 */
public final class MailSystem implements AutoCloseable {
  private static final String BEHIND =
      "  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject\n"
          + "  -o smtpd_authorized_xclient_hosts=127.0.0.1\n"
          + "  -o smtpd_tls_security_level=may\n";

  /** Users u1, u2 and so on, who can submit and have no mailbox. */
  private static final int NUMBERED = 200;

  private final Path home;
  public final int submission = FreePort.next();
  final int twoLists = FreePort.next();
  final int unixSocket = FreePort.next();
  final int inbound = FreePort.next();

  /** Further submission ports by the name that scenarios know them by. */
  private final Map<String, Integer> further = new LinkedHashMap<>();

  /** Asks nobody; STARTTLS, large messages, XCLIENT: what a proxy stands before. */
  final int behind = FreePort.next();

  /** The same, and every connection begins with the header of the PROXY protocol. */
  final int behindProxyProtocol = FreePort.next();

  /** Where Sluice's own proxy listens. */
  final int proxy = FreePort.next();

  /**
   * @param restrictions what {@code smtpd_sender_restrictions} and {@code
   *     smtpd_end_of_data_restrictions} are, exactly as Sluice tells administrators to paste it
   * @param services further submission services, each with its options
   */
  public MailSystem(
      List<String> restrictions,
      List<String> overUnixSocket,
      String endpoint,
      Map<String, List<String>> services) {
    try {
      services.keySet().forEach(name -> further.put(name, FreePort.next()));
      home = Files.createTempDirectory(Path.of("/tmp"), "sluice-mail");
      Shell.must("chmod 755 " + home);
      Files.createDirectories(home.resolve("conf"));
      Files.createDirectories(home.resolve("dovecot"));
      Files.createDirectories(home.resolve("spool/private"));
      Files.createDirectories(home.resolve("data"));
      Files.createDirectories(home.resolve("mail"));
      Files.writeString(home.resolve("conf/main.cf"), mainCf());
      Files.writeString(
          home.resolve("conf/master.cf"),
          masterCf(restrictions, overUnixSocket, endpoint, services));
      Files.writeString(
          home.resolve("conf/header_checks"), "/^Subject: forbidden/ REJECT 5.7.1 forbidden\n");
      Files.writeString(
          home.resolve("conf/mailboxes"),
          "anna@example.org anna\nbert@example.org bert\nscanner@example.org scanner\n"
              + "admin@example.org admin\nsecond@example.org second\nwatch@example.org watch\n");
      Files.writeString(home.resolve("dovecot/dovecot.conf"), dovecotConf());
      Files.writeString(
          home.resolve("dovecot/users"),
          "anna@example.org:{PLAIN}secret\nbert@example.org:{PLAIN}secret\nanna:{PLAIN}secret\n"
              + "sluice@example.org:{PLAIN}secret\n"
              + IntStream.rangeClosed(1, NUMBERED)
                  .mapToObj(i -> "u" + i + "@example.org:{PLAIN}secret\n")
                  .collect(Collectors.joining()));
      Files.createDirectories(home.resolve("dovecot/keys/default/HS256"));
      Files.writeString(
          home.resolve("dovecot/keys/default/HS256/default"), BearerToken.keyInBase64());
      Files.writeString(
          home.resolve("dovecot/oauth2.conf"),
          """
          introspection_mode = local
          local_validation_key_dict = fs:posix:prefix=%s/dovecot/keys/
          username_attribute = sub
          """
              .formatted(home));
      Shell.must(
          "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=mx.example.org"
              + " -addext subjectAltName=DNS:mx.example.org -keyout "
              + home.resolve("conf/key.pem")
              + " -out "
              + certificate()
              + " 2>&1");
      Shell.must("chown postfix " + home.resolve("data") + " " + home.resolve("spool/private"));
      Shell.must("chown nobody " + home.resolve("mail"));
      start("dovecot -c " + home.resolve("dovecot/dovecot.conf"));
      start("postfix -c " + home.resolve("conf") + " start");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A daemon keeps its standard output, so it must not be ours to read to the end. */
  private void start(String command) {
    Shell.must(
        command
            + " </dev/null >"
            + home
            + "/started 2>&1 || { cat "
            + home
            + "/started; exit 1; }");
  }

  /** Every port and where the mail is, as the environment of a scenario's commands. */
  public Map<String, String> ports() {
    Map<String, String> ports = new LinkedHashMap<>();
    ports.put("SUBMISSION", Integer.toString(submission));
    ports.put("UNIX", Integer.toString(unixSocket));
    ports.put("TWO_LISTS", Integer.toString(twoLists));
    ports.put("INBOUND", Integer.toString(inbound));
    ports.put("PROXY", Integer.toString(proxy));
    ports.put("MAIL", mailFolder().toString());
    ports.put("POSTFIX", home.resolve("conf").toString());
    further.forEach((name, port) -> ports.put(name, Integer.toString(port)));
    return ports;
  }

  /** A scenario's configuration with the ports of this system in their places. */
  String placed(String toml) {
    String placed = toml;
    for (Map.Entry<String, Integer> service : further.entrySet()) {
      placed = placed.replace("{" + service.getKey() + "}", "127.0.0.1:" + service.getValue());
    }
    return placed
        .replace("{proxy}", "127.0.0.1:" + proxy)
        .replace("{behind}", "127.0.0.1:" + behind)
        .replace("{behind-proxy-protocol}", "127.0.0.1:" + behindProxyProtocol)
        .replace("{certificate}", certificate().toString())
        .replace("{key}", key().toString());
  }

  /** The certificate that the ports behind a proxy show, for {@code mx.example.org}. */
  Path certificate() {
    return home.resolve("conf/certificate.pem");
  }

  /** Its key. */
  Path key() {
    return home.resolve("conf/key.pem");
  }

  /** Ends Postfix as a crash does: every process at once. */
  void kill() {
    Shell.must(
        "kill -9 $(cat "
            + home
            + "/spool/pid/master.pid) $(pgrep -P $(cat "
            + home
            + "/spool/pid/master.pid))");
  }

  /** From now on, until it is killed, Postfix answers the end of no message. */
  void holdCleanup() {
    Shell.must("kill -STOP $(pgrep -x -P $(cat " + home + "/spool/pid/master.pid) cleanup)");
  }

  /** Whether a client of the port behind the proxy has said that many bytes, and all are read. */
  boolean hasRead(long bytes) {
    return Shell.must("ss -HtinO state established sport = :" + behind)
        .lines()
        .anyMatch(line ->
            line.strip().startsWith("0 ") && line.contains(" bytes_received:" + bytes + " "));
  }

  /** Starts Postfix again. */
  void startPostfix() {
    start("postfix -c " + home.resolve("conf") + " start");
  }

  /** Where the mailbox files are. */
  Path mailFolder() {
    return home.resolve("mail");
  }

  /** The messages in a user's mailbox file. */
  String mailbox(String user) {
    Path file = home.resolve("mail").resolve(user);
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until Postfix has delivered all it accepted. */
  void settle() {
    Shell.must(
        "for i in $(seq 200); do postqueue -c "
            + home.resolve("conf")
            + " -p | grep -q 'Mail queue is empty' && exit 0; sleep 0.1; done; exit 1");
  }

  /** What Postfix and Dovecot logged, for a failing scenario. */
  public String log() {
    return Shell.run(java.util.Map.of(), "tail -n 60 " + home + "/maillog " + home + "/dovecot/log")
        .text();
  }

  @Override
  public void close() {
    Shell.run(java.util.Map.of(), "postfix -c " + home.resolve("conf") + " stop");
    Shell.run(java.util.Map.of(), "doveadm -c " + home.resolve("dovecot/dovecot.conf") + " stop");
    Shell.run(java.util.Map.of(), "rm -rf " + home);
  }

  private String mainCf() {
    return """
    compatibility_level = 3.6
    queue_directory = %1$s/spool
    data_directory = %1$s/data
    command_directory = /usr/sbin
    daemon_directory = /usr/lib/postfix/sbin
    mail_owner = postfix
    setgid_group = postdrop
    maillog_file = %1$s/maillog
    maillog_file_prefixes = %1$s
    inet_interfaces = loopback-only
    inet_protocols = ipv4
    myhostname = mx.example.org
    mydomain = example.org
    myorigin = example.org
    mydestination =
    mynetworks = 127.0.0.2/32
    smtpd_client_restrictions =
    smtpd_relay_restrictions = permit_sasl_authenticated, permit_mynetworks, reject_unauth_destination
    virtual_mailbox_domains = example.org
    virtual_mailbox_base = %1$s/mail
    virtual_mailbox_maps = texthash:%1$s/conf/mailboxes
    virtual_uid_maps = static:65534
    virtual_gid_maps = static:65534
    virtual_minimum_uid = 100
    default_transport = discard:
    smtpd_sasl_type = dovecot
    smtpd_sasl_path = private/auth
    smtpd_sasl_local_domain =
    smtpd_recipient_limit = 2000
    smtpd_error_sleep_time = 0
    smtpd_soft_error_limit = 1000
    smtpd_hard_error_limit = 1000
    smtpd_tls_security_level = none
    smtpd_tls_cert_file = %1$s/conf/certificate.pem
    smtpd_tls_key_file = %1$s/conf/key.pem
    message_size_limit = 104857600
    virtual_mailbox_limit = 0
    alias_maps =
    alias_database =
    """
        .formatted(home);
  }

  private String masterCf(
      List<String> restrictions,
      List<String> overUnixSocket,
      String endpoint,
      Map<String, List<String>> services) {
    StringBuilder others = new StringBuilder();
    services.forEach((name, lines) ->
        others
            .append(smtpd(further.get(name)))
            .append("  -o smtpd_sasl_auth_enable=yes\n")
            .append(options(lines)));
    String sasl = "  -o smtpd_sasl_auth_enable=yes\n";
    return smtpd(submission)
        + sasl
        + options(restrictions)
        + smtpd(unixSocket)
        + sasl
        + options(overUnixSocket)
        + smtpd(twoLists)
        + sasl
        + options(restrictions)
        + "  -o smtpd_recipient_restrictions=check_policy_service,"
        + endpoint
        + "\n"
        + smtpd(inbound)
        + options(restrictions)
        + others
        + "strict unix n - n - 0 cleanup\n  -o header_checks=regexp:"
        + home
        + "/conf/header_checks\n"
        + smtpd(behind)
        + sasl
        + BEHIND
        + smtpd(behindProxyProtocol)
        + sasl
        + BEHIND
        + "  -o smtpd_upstream_proxy_protocol=haproxy\n"
        + """
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        tlsmgr unix - - n 1000? 1 tlsmgr
        postlog unix-dgram n - n - 1 postlogd
        """;
  }

  private static String smtpd(int port) {
    return "127.0.0.1:" + port + " inet n - n - - smtpd\n";
  }

  private static String options(List<String> lines) {
    return String.join("\n", lines.stream().map(l -> "  " + l.strip()).toList()) + "\n";
  }

  private String dovecotConf() {
    return """
    base_dir = %1$s/dovecot/run
    state_dir = %1$s/dovecot/state
    log_path = %1$s/dovecot/log
    protocols =
    ssl = no
    disable_plaintext_auth = no
    auth_mechanisms = plain login cram-md5 xoauth2 oauthbearer
    passdb {
      driver = passwd-file
      args = %1$s/dovecot/users
    }
    passdb {
      driver = oauth2
      mechanisms = xoauth2 oauthbearer
      args = %1$s/dovecot/oauth2.conf
    }
    userdb {
      driver = static
      args = uid=65534 gid=65534 home=%1$s/mail
    }
    service auth {
      unix_listener %1$s/spool/private/auth {
        mode = 0666
      }
    }
    """
        .formatted(home);
  }
}
