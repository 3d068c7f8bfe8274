package org.sluice.notify.report;

import java.util.List;

/**
 * How reports are written. Immutable.
 *
 * @param host the reporting MTA's name
 * @param languages one after the other in the same report; at least one
 * @param advice the administrator's own words for a restricted sender; empty for the language's
 * @param contact whom the sender may ask; empty for nobody
 */
public record ReportStyle(
    String host, List<ReportLanguage> languages, String advice, String contact) {
  /** Languages of one report. */
  public static final int MAX_LANGUAGES = 4;

  public ReportStyle {
    languages = List.copyOf(languages);
  }
}
