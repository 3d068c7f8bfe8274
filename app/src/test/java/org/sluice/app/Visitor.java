package org.sluice.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A browser of few words: says every header itself, keeps the session's cookie, follows nothing.
 */
public final class Visitor {
  private static final int MOST_MILLIS = 60_000;

  private final URI server;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private String host;

  public Visitor(String url) {
    this.server = URI.create(url);
    this.host = server.getAuthority();
  }

  /** An answer; names of headers are lower-cased. */
  public record Page(int status, List<Map.Entry<String, String>> headers, String body) {
    /** The first header of a name. */
    public Optional<String> header(String name) {
      return headers.stream()
          .filter(h -> h.getKey().equals(name.toLowerCase(Locale.ROOT)))
          .map(Map.Entry::getValue)
          .findFirst();
    }

    /** Where the answer sends the browser. */
    public String location() {
      return header("Location").orElse("");
    }
  }

  /** Comes under another name from now on. */
  public Visitor under(String name) {
    host = name;
    return this;
  }

  /** The session's cookie as {@code name=value}; empty for none. */
  public String cookie() {
    return cookies.entrySet().stream()
        .map(c -> c.getKey() + "=" + c.getValue())
        .collect(Collectors.joining("; "));
  }

  /** Shows this cookie from now on. */
  public Visitor showing(String cookie) {
    cookies.clear();
    if (!cookie.isEmpty()) {
      cookies.put(
          cookie.substring(0, cookie.indexOf('=')), cookie.substring(cookie.indexOf('=') + 1));
    }
    return this;
  }

  /** Opens a page. */
  public Page get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  /** Sends a form of the server's own page; {@code fields} are names and values in turn. */
  public Page post(String path, String... fields) {
    return send(
        "POST",
        path,
        form(fields),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Sec-Fetch-Site",
        "same-origin");
  }

  /** Fields as a form sends them. */
  public static String form(String... fields) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      pairs.add(
          URLEncoder.encode(fields[i], StandardCharsets.UTF_8)
              + "="
              + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return String.join("&", pairs);
  }

  /**
   * Sends a request; {@code headers} are names and values in turn. HTTP/1.0 ends with its answer.
   */
  public Page send(String method, String path, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.0\r\n");
    request.append("Host: ").append(host).append("\r\nUser-Agent: Visitor\r\n");
    if (!cookies.isEmpty()) {
      request.append("Cookie: ").append(cookie()).append("\r\n");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    request.append("Content-Length: ").append(bytes.length).append("\r\n\r\n").append(body);
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(MOST_MILLIS);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return read(new String(wholeAnswer(socket.getInputStream()), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a stream of events, which has no end, the header. */
  private static byte[] wholeAnswer(InputStream in) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] bytes = new byte[8_192];
    int length = in.read(bytes);
    while (length >= 0) {
      answer.write(bytes, 0, length);
      String so = answer.size() > 65_536 ? "" : answer.toString(StandardCharsets.UTF_8);
      if (so.contains("\r\n\r\n") && so.contains("text/event-stream")) {
        break;
      }
      length = in.read(bytes);
    }
    return answer.toByteArray();
  }

  private Page read(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    String[] lines = answer.substring(0, end).split("\r\n", -1);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.add(
          Map.entry(
              lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
              lines[i].substring(colon + 1).strip()));
    }
    headers.stream().filter(h -> h.getKey().equals("set-cookie")).forEach(h -> take(h.getValue()));
    int status = Integer.parseInt(lines[0].split(" ", -1)[1]);
    return new Page(status, headers, answer.substring(end + 4));
  }

  private void take(String cookie) {
    String pair = cookie.split(";", -1)[0];
    String name = pair.substring(0, pair.indexOf('='));
    String value = pair.substring(pair.indexOf('=') + 1);
    if (value.isEmpty() || cookie.contains("Max-Age=0")) {
      cookies.remove(name);
    } else {
      cookies.put(name, value);
    }
  }
}
