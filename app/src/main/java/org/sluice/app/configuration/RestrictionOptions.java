package org.sluice.app.configuration;

import java.util.List;
import org.sluice.core.decision.Settings;

/** Options of what a restriction is, and what the restricted read. */
final class RestrictionOptions {
  private static final int MOST_RELEASES = 1_000;

  private RestrictionOptions() {}

  static List<Option> all() {
    return List.of(
        Options.text(
            "restriction",
            "time-zone",
            Check.ZONE,
            "\"UTC\"",
            "The zone in which BlockUserForToday ends at midnight."),
        Options.number(
            "restriction",
            "most-releases",
            0,
            MOST_RELEASES,
            "0",
            "How often a sender may be released within 30 days; beyond it only a Global"
                + " Administrator may. 0 is no limit."),
        Options.text(
            "reply",
            "advice",
            Check.ONE_LINE,
            "\"" + Settings.ADVICE + "\"",
            "What a restricted user reads after \"Access denied, bad outbound sender\"."),
        Options.text(
            "reply",
            "contact",
            Check.CONTACT,
            "\"\"",
            "Whom a restricted user may ask, such as \"Help desk: +49 30 1234\"."));
  }
}
