package org.sluice.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;

/** An SMTP server that takes everything, answers as it is told to, and forgets no repetition. */
public final class SmtpSink implements AutoCloseable {
  private final ServerSocket socket;
  private final List<String> messages = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();
  private final Random random = new Random(1);
  private int slowestMicros;
  private String rcptAnswer = "250 ok";
  private String dotAnswer = "250 2.0.0 queued";

  public SmtpSink(int port) {
    this(listening(port));
  }

  /** Listens on a socket that may speak TLS. */
  public SmtpSink(ServerSocket socket) {
    this.socket = socket;
    Thread.ofVirtual().start(this::accept);
  }

  private static ServerSocket listening(int port) {
    try {
      return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  public synchronized void answerRcpt(String answer) {
    rcptAnswer = answer;
  }

  public synchronized void answerDot(String answer) {
    dotAnswer = answer;
  }

  /** From now on the answer to a message takes up to so long. */
  public synchronized void answerWithin(int micros) {
    slowestMicros = micros;
  }

  public synchronized List<String> messages() {
    return List.copyOf(messages);
  }

  public synchronized List<String> commands() {
    return List.copyOf(commands);
  }

  private void accept() {
    while (true) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        PrintStream out =
            new PrintStream(client.getOutputStream(), false, StandardCharsets.UTF_8)) {
      say(out, "220 sink");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String answer = answer(line);
        if (line.equalsIgnoreCase("DATA")) {
          say(out, "354 go on");
          answer = take(in);
          consider();
        }
        if (answer.isEmpty()) {
          return;
        }
        say(out, answer);
      }
    } catch (SocketException | SSLException e) {
      // The client was killed, or refuses the certificate: that is what this server is for.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized String answer(String line) {
    commands.add(line);
    return switch (line.split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
      case "EHLO" -> "250-sink\r\n250 AUTH PLAIN";
      case "AUTH" -> "235 2.7.0 ok";
      case "RCPT" -> rcptAnswer;
      default -> "250 ok";
    };
  }

  /** The message counts from the dot on; an empty answer closes the connection. */
  private String take(BufferedReader in) throws IOException {
    StringBuilder message = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals(".")) {
        synchronized (this) {
          if (dotAnswer.startsWith("2")) {
            messages.add(message.toString());
          }
          return dotAnswer;
        }
      }
      message.append(line).append('\n');
    }
    return "";
  }

  private void consider() {
    long nanos;
    synchronized (this) {
      nanos = slowestMicros == 0 ? 0 : 1_000L * random.nextInt(slowestMicros);
    }
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private static void say(PrintStream out, String line) {
    out.print(line + "\r\n");
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
