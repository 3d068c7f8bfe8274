package org.sluice.portal.page.frame;

import java.util.List;
import java.util.stream.Stream;

/** The entries of the navigation, in the order that Defender's administrators know. */
public enum Place {
  OVERVIEW("/", "Overview"),
  RESTRICTED("/restricted", "Restricted entities", "Email & collaboration", "Review"),
  ALERT_POLICIES("/alert-policies", "Alert policies", "Email & collaboration", "Policies & rules"),
  ANTI_SPAM(
      "/policies",
      "Anti-spam (outbound)",
      "Email & collaboration",
      "Policies & rules",
      "Threat policies"),
  ALERTS("/alerts", "Alerts"),
  AUDIT("/audit", "Audit"),
  SETTINGS("/settings", "Settings");

  private final String path;
  private final String title;
  private final List<String> above;

  Place(String path, String title, String... above) {
    this.path = path;
    this.title = title;
    this.above = List.of(above);
  }

  /** Where it is. */
  public String path() {
    return path;
  }

  /** As people read it. */
  public String title() {
    return title;
  }

  /** The headings that it stands under, the outermost first. */
  public List<String> above() {
    return above;
  }

  /** The headings to be written before this entry, after those of the entry before it. */
  public List<String> fresh() {
    List<String> before = ordinal() == 0 ? List.of() : values()[ordinal() - 1].above;
    int common =
        (int)
            Stream.iterate(0, i -> i + 1)
                .takeWhile(i ->
                    i < before.size() && i < above.size() && before.get(i).equals(above.get(i)))
                .count();
    return above.subList(common, above.size());
  }

  /** How deep the first of the fresh headings is, from 0. */
  public int depthOf(String heading) {
    return above.indexOf(heading);
  }
}
