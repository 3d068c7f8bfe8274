package org.sluice.app.configuration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sluice.core.decision.Settings;
import org.sluice.notify.report.ReportLanguage;
import org.sluice.notify.report.ReportStyle;

/**
 * Non-delivery reports: which doors write them, and {@code [ndr]}. All of it changes with a reload,
 * for messages that begin from then on.
 *
 * @param milter whether the milter reports its permanent refusals
 * @param proxy whether the proxy does
 * @param overNextHop whether reports go to the proxy's next hop where there is no {@code [mail]}
 * @param host the reporting MTA's name; empty for this machine's
 * @param languages read with their templates; at least one, unless nothing is reported
 * @param advice the administrator's own; empty for the language's
 * @param contact whom the sender may ask; empty for nobody
 */
public record NdrPart(
    boolean milter,
    boolean proxy,
    boolean overNextHop,
    String host,
    List<ReportLanguage> languages,
    String advice,
    String contact) {

  static final List<String> WAYS = List.of("reply", "ndr");
  static final String HELP =
      "What becomes of a message that is refused for good: \"reply\" refuses it in the SMTP dialogue,"
          + " \"ndr\" accepts it, drops it, and mails its sender a non-delivery report.";

  static final String HOLD = "hold";
  static final List<String> MILTER_WAYS = List.of("reply", "ndr", HOLD);
  static final String MILTER_HELP =
      HELP
          + " \"hold\" accepts it into the MTA's hold queue (SMFIF_QUARANTINE), where an administrator"
          + " looks at it and releases or deletes it.";

  private static final String NDR = "ndr";

  public NdrPart {
    languages = List.copyOf(languages);
  }

  static List<Option> options() {
    return List.of(
        Options.texts(
            NDR,
            "languages",
            Check.LANGUAGE,
            "[\"en\"]",
            "The languages of non-delivery reports, one after the other in each; at most "
                + ReportStyle.MAX_LANGUAGES
                + ". Sluice has words for en and de."),
        Options.text(
            NDR,
            "templates",
            Check.FOLDER_OR_NOTHING,
            "\"\"",
            "A folder whose en.txt, de.txt or fr.txt stands for Sluice's words in that language."
                + " Read again at a reload."),
        Options.text(
            NDR,
            "host",
            Check.DOMAIN_OR_NOTHING,
            "\"\"",
            "The name of the reporting server in non-delivery reports; empty for this machine's."));
  }

  /** The same, but at the proxy and over its next hop as another has it. */
  public NdrPart withProxyOf(NdrPart other) {
    return new NdrPart(milter, other.proxy, other.overNextHop, host, languages, advice, contact);
  }

  /** How reports are written on this machine. */
  public ReportStyle style(String machine) {
    return new ReportStyle(host.isEmpty() ? machine : host, languages, advice, contact);
  }

  static NdrPart of(Reading reading, Values values) {
    if (!reading.mistakes().isEmpty()) {
      return new NdrPart(false, false, false, "", List.of(), "", "");
    }
    boolean milter = values.text("milter.refusal").equals(NDR);
    boolean proxy = values.text("proxy.refusal").equals(NDR);
    boolean hop = !values.text("proxy.next-hop").isEmpty();
    boolean trying = !hop && values.flag("proxy.trying-mailbox");
    boolean hold = values.text("milter.refusal").equals(HOLD);
    boolean shut = values.texts("milter.listen").isEmpty();
    check(reading, values, (milter || hold) && shut, "milter.refusal");
    check(
        reading,
        values,
        proxy && !((hop || trying) && !values.texts("proxy.listen").isEmpty()),
        "proxy.refusal");
    boolean mail = !values.text("mail.server").isEmpty();
    if (!mail && milter && !hop) {
      wrong(reading, noWay("milter.refusal", "mail.server, or proxy.next-hop"));
    } else if (!mail && proxy && !hop && !trying) {
      wrong(reading, noWay("proxy.refusal", "mail.server"));
    }
    String advice = values.text("reply.advice");
    return new NdrPart(
        milter,
        proxy,
        hop || (trying && proxy),
        values.text("ndr.host"),
        languages(reading, values),
        advice.equals(Settings.ADVICE) ? "" : advice,
        values.text("reply.contact"));
  }

  private static void check(Reading reading, Values values, boolean closed, String option) {
    if (closed && values.isGiven(option)) {
      wrong(
          reading,
          option + " = \"" + values.text(option) + "\" has no effect: that door is not open");
    }
  }

  private static String noWay(String option, String ways) {
    return option
        + " = \"ndr\" needs a way to hand non-delivery reports over: set "
        + ways
        + "; or write \"reply\"";
  }

  private static List<ReportLanguage> languages(Reading reading, Values values) {
    List<String> names = values.texts("ndr.languages");
    if (names.isEmpty() || names.size() > ReportStyle.MAX_LANGUAGES) {
      wrong(
          reading,
          "ndr.languages has "
              + names.size()
              + " languages; it takes 1 to "
              + ReportStyle.MAX_LANGUAGES);
      return List.of();
    }
    Optional<Path> folder =
        Optional.of(values.text("ndr.templates")).filter(f -> !f.isEmpty()).map(Path::of);
    List<ReportLanguage> languages = new ArrayList<>();
    for (String name : names) {
      try {
        languages.add(ReportLanguage.read(name, folder));
      } catch (IOException e) {
        wrong(reading, String.valueOf(e.getMessage()));
      }
    }
    return languages;
  }

  private static void wrong(Reading reading, String message) {
    reading.add(new Mistake(0, message));
  }
}
