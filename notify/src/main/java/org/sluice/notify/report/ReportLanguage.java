package org.sluice.notify.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sluice.core.decision.Reason;

/**
 * The words of reports in one language: a template, and sentences that it may ask for. Immutable.
 *
 * <p>A template begins with {@code Subject: …} and an empty line; what follows is the text. Words
 * in braces stand for what differs from report to report: {@link #PLACES}. A line whose one word
 * stands for nothing is left out.
 */
public final class ReportLanguage {
  /** Languages whose words come with Sluice. */
  public static final Set<String> SHIPPED = Set.of("de", "en");

  /** What a template may ask for. */
  public static final Set<String> PLACES =
      Set.of(
          "account",
          "contact",
          "diagnostic",
          "more",
          "reason",
          "recipients",
          "reference",
          "subject");

  /** Bytes of a template. */
  public static final int MAX_BYTES = 8 * 1024;

  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");
  private static final Pattern LONE = Pattern.compile("\\s*\\{([a-z]+)}\\s*");
  private static final String SUBJECT = "Subject:";

  private final String name;
  private final String subject;
  private final String text;
  private final Map<String, String> sentences;

  private ReportLanguage(String name, String subject, String text, Map<String, String> sentences) {
    this.name = name;
    this.subject = subject;
    this.text = text;
    this.sentences = sentences;
  }

  /**
   * Reads {@code <folder>/<name>.txt} if it is there, else the words that come with Sluice. A
   * language that Sluice does not know has English sentences in its own template.
   *
   * @throws IOException with the file and what is wrong with it
   */
  public static ReportLanguage read(String name, Optional<Path> folder) throws IOException {
    Map<String, String> sentences = sentences(SHIPPED.contains(name) ? name : "en");
    if (folder.isPresent()) {
      Path file = folder.get().resolve(name + ".txt");
      try {
        return of(name, file.toString(), own(file), sentences);
      } catch (NoSuchFileException e) {
        if (!SHIPPED.contains(name)) {
          throw new IOException("ndr.languages has \"" + name + "\", but there is no " + file, e);
        }
      }
    }
    try (InputStream in = shipped(name + ".txt")) {
      String template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return of(name, name, template, sentences);
    }
  }

  private static String own(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8 text", e);
    }
  }

  private static InputStream shipped(String file) throws IOException {
    InputStream in = ReportLanguage.class.getResourceAsStream(file);
    if (in == null) {
      throw new IOException("ndr.languages: Sluice has no words of its own for " + file);
    }
    return in;
  }

  private static Map<String, String> sentences(String name) throws IOException {
    Properties sentences = new Properties();
    try (Reader in = new InputStreamReader(shipped(name + ".properties"), StandardCharsets.UTF_8)) {
      sentences.load(in);
    }
    return sentences.stringPropertyNames().stream()
        .collect(Collectors.toUnmodifiableMap(k -> k, k -> sentences.getProperty(k, "")));
  }

  private static ReportLanguage of(
      String name, String place, String template, Map<String, String> sentences)
      throws IOException {
    String lines = template.replace("\r\n", "\n");
    int end = lines.indexOf("\n\n");
    if (!lines.startsWith(SUBJECT) || end < 0 || lines.indexOf('\n') != end) {
      throw new IOException(place + " has to begin with a line \"Subject: ...\" and an empty line");
    }
    Set<String> unknown = new TreeSet<>();
    PLACE.matcher(lines).results().forEach(r -> unknown.add(r.group(1)));
    unknown.removeAll(PLACES);
    if (!unknown.isEmpty()) {
      throw new IOException(
          place
              + " asks for {"
              + String.join("}, {", unknown)
              + "}; it may ask for "
              + new TreeSet<>(PLACES));
    }
    return new ReportLanguage(
        name, lines.substring(SUBJECT.length(), end).strip(), lines.substring(end + 2), sentences);
  }

  /** Its name, such as {@code en} (RFC 5646). */
  String name() {
    return name;
  }

  /** The subject of the report. */
  String subject(Map<String, String> values) {
    return filled(subject, values);
  }

  /** The text of the report, with LF line ends. */
  String text(Map<String, String> values) {
    StringBuilder all = new StringBuilder();
    boolean empty = true;
    for (String line : text.split("\n", -1)) {
      Matcher lone = LONE.matcher(line);
      boolean nothing = lone.matches() && values.getOrDefault(lone.group(1), "").isEmpty();
      boolean second = line.isBlank() && empty;
      if (!nothing && !second) {
        all.append(filled(line, values)).append('\n');
        empty = line.isBlank();
      }
    }
    return all.toString().strip() + "\n";
  }

  /** Once: what stands in a value is never taken for a place. */
  private static String filled(String template, Map<String, String> values) {
    return PLACE
        .matcher(template)
        .replaceAll(m -> Matcher.quoteReplacement(values.getOrDefault(m.group(1), "")));
  }

  /** What a refusal means. */
  String reason(Reason reason) {
    return sentences.getOrDefault(reason.name(), sentence("other"));
  }

  /** That so many more messages were refused; empty for none. */
  String more(long count) {
    return count == 0 ? "" : counted("more", count);
  }

  /** That so many more recipients are not shown. */
  String others(long count) {
    return counted("others", count);
  }

  /** For a message without a subject. */
  String noSubject() {
    return sentence("nosubject");
  }

  private String counted(String key, long count) {
    return sentence(key).replace("{count}", Long.toString(count));
  }

  private String sentence(String key) {
    return sentences.getOrDefault(key, "");
  }
}
