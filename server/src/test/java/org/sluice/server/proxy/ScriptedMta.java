package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A next hop that says what the test wants. It answers 250 to everything it knows, unless {@link
 * #says} has another reply for the command; it can hang up at a command, before or after its reply.
 */
final class ScriptedMta implements AutoCloseable {
  /** A reply that is none: the connection is closed instead. */
  static final String HANG_UP = "hang up";

  /** A reply that never comes. */
  static final String SILENCE = "silence";

  static final String EHLO =
      "250-mta.test\r\n250-PIPELINING\r\n250-SIZE 100000000\r\n250-AUTH PLAIN LOGIN CRAM-MD5"
          + " GSSAPI\r\n250-STARTTLS\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-DSN\r\n"
          + "250-SMTPUTF8\r\n250-BINARYMIME\r\n250 CHUNKING";

  private final ServerSocket listening;
  private final Thread accepting;
  private final Map<String, String> replies = new ConcurrentHashMap<>();
  final List<String> commands = new CopyOnWriteArrayList<>();

  /** Content as it came, without the final dot. */
  final List<String> messages = new CopyOnWriteArrayList<>();

  final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Whether it reads the content of a chunk as content; else it takes it for commands. */
  volatile boolean knowsBdat = true;

  /** Responses of an AUTH exchange; 0 for as many as the mechanism has. */
  volatile int rounds;

  volatile boolean swallowsContent;
  volatile boolean secured;

  /** The name that the client wants (SNI). */
  volatile String asksFor = "";

  private volatile SSLContext tls;

  ScriptedMta() throws IOException {
    listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    accepting = Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** From now on it agrees to STARTTLS. */
  void startsTls(SSLContext context) {
    tls = context;
  }

  /**
   * From now on.
   *
   * @param command the beginning of a command, {@code GREETING}, {@code END} (of content) or {@code
   *     LAST} (of chunks)
   */
  ScriptedMta says(String command, String reply) {
    replies.put(command, reply);
    return this;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        connections.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket raw) {
    try (raw) {
      Socket socket = raw;
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      boolean goesOn = reply(out, answer("GREETING", "220 mta.test ESMTP scripted"));
      StringBuilder chunks = new StringBuilder();
      while (goesOn) {
        String line = line(in);
        commands.add(line);
        String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        if (Set.of("EHLO", "HELO", "MAIL", "RSET").contains(verb)) {
          chunks.setLength(0);
        }
        goesOn =
            switch (verb) {
              case "DATA" -> data(in, out);
              case "BDAT" ->
                  knowsBdat
                      ? bdat(line, in, out, chunks)
                      : reply(out, "500 5.5.1 Command unrecognized");
              case "EHLO" -> reply(out, answer(line, EHLO));
              case "STARTTLS" -> reply(out, "220 2.0.0 Ready");
              case "AUTH" -> auth(line, in, out);
              case "QUIT" -> reply(out, answer(line, "221 2.0.0 Bye")) && false;
              default -> reply(out, answer(line, "250 2.0.0 Ok"));
            };
        if (verb.equals("STARTTLS")) {
          socket = secure(raw);
          in = new BufferedInputStream(socket.getInputStream());
          out = socket.getOutputStream();
        }
      }
    } catch (IOException e) {
      // The proxy is gone.
    }
  }

  private Socket secure(Socket raw) throws IOException {
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(raw, null, false);
    socket.setUseClientMode(false);
    socket.startHandshake();
    secured = true;
    if (socket.getSession() instanceof ExtendedSSLSession session) {
      session.getRequestedServerNames().forEach(name -> asksFor = name.toString());
    }
    return socket;
  }

  private String answer(String command, String usual) {
    String best = "";
    for (String known : replies.keySet()) {
      if (command.startsWith(known) && known.length() > best.length()) {
        best = known;
      }
    }
    return best.isEmpty() ? usual : replies.getOrDefault(best, usual);
  }

  private boolean data(InputStream in, OutputStream out) throws IOException {
    String go = answer("DATA", "354 go on");
    if (!reply(out, go) || !go.startsWith("354")) {
      return !go.equals(HANG_UP);
    }
    String content = swallowsContent ? swallow(in) : content(in);
    String end = answer("END", "250 2.0.0 Ok: queued as 1");
    if (end.startsWith("2")) {
      messages.add(content);
    }
    return reply(out, end);
  }

  private String content(InputStream in) throws IOException {
    if (answer("CONTENT", "").equals(HANG_UP)) {
      in.readNBytes(10);
      throw new IOException("hangs up");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String end = "";
    while (!end.equals(".\r\n")) {
      String line = line(in) + "\r\n";
      end = line;
      all.writeBytes(line.getBytes(ISO_8859_1));
    }
    String text = all.toString(ISO_8859_1);
    return text.substring(0, text.length() - 3);
  }

  private static String swallow(InputStream in) throws IOException {
    long bytes = 0;
    while (true) {
      String line = line(in);
      bytes += line.length() + 2;
      if (line.equals(".")) {
        return Long.toString(bytes - 3);
      }
    }
  }

  private boolean bdat(String line, InputStream in, OutputStream out, StringBuilder chunks)
      throws IOException {
    String[] words = line.split(" ");
    chunks.append(new String(in.readNBytes(Integer.parseInt(words[1])), ISO_8859_1));
    String usual = answer(line, "250 2.0.0 Ok");
    String reply = words.length > 2 ? answer("LAST", usual) : usual;
    if (words.length > 2) {
      if (reply.startsWith("2")) {
        messages.add(chunks.toString());
      }
      chunks.setLength(0);
    }
    return reply(out, reply);
  }

  /** Lets everybody in whose exchange ends; {@code says("AUTH-END", …)} ends it otherwise. */
  private boolean auth(String line, InputStream in, OutputStream out) throws IOException {
    String end = answer("AUTH-END", "235 2.7.0 Authentication successful");
    String refused = answer(line, "");
    if (!refused.isEmpty()) {
      return reply(out, refused);
    }
    String[] words = line.split(" ");
    int usual = words[1].equalsIgnoreCase("LOGIN") ? 2 : 1;
    for (int round = words.length - 2; round < (rounds == 0 ? usual : rounds); round++) {
      reply(out, "334 " + (round == 0 ? "VXNlcm5hbWU6" : "UGFzc3dvcmQ6"));
      if (line(in).equals("*")) {
        return reply(out, "501 5.7.0 Authentication aborted");
      }
    }
    return reply(out, end);
  }

  private boolean reply(OutputStream out, String text) throws IOException {
    if (text.equals(SILENCE)) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return false;
    }
    if (text.equals(HANG_UP)) {
      return false;
    }
    out.write((text + "\r\n").getBytes(ISO_8859_1));
    return !text.startsWith("421");
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("closed");
      }
      if (octet == '\n' && line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
        line.setLength(line.length() - 1);
        return line.toString();
      }
      line.append((char) octet);
    }
  }

  @Override
  public void close() throws IOException {
    ended.countDown();
    listening.close();
    try {
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket socket : connections) {
      socket.close();
    }
  }
}
