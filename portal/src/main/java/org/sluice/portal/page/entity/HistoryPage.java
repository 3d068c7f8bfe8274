package org.sluice.portal.page.entity;

import java.util.List;
import java.util.Map;
import org.sluice.core.administration.RestrictionVerbs;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.portal.page.frame.Fit;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Portion;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Visit;

/** Every restriction of a sender with its words in full, page by page. */
public final class HistoryPage {
  /** The most of a page. */
  static final int MOST = 50;

  /** The most bytes of a page that they take. */
  private static final int MOST_BYTES = 80_000;

  /** What a row takes besides its words. */
  private static final int ROW_BYTES = 600;

  /** Of a reason or comment on the page of the sender, which has other things to tell. */
  private static final int BRIEF = 200;

  private HistoryPage() {}

  /** As much of somebody's words as the page of the sender has room for. */
  public static String brief(String words) {
    return Fit.text(words, BRIEF);
  }

  static void show(Visit visit) {
    RestrictedEntity entity = EntityPages.entity(visit);
    List<Restriction> history = visit.verbs().restrictions().history(visit.actor(), entity);
    int newer = visit.number("behind", 0, 0, RestrictionVerbs.MOST_HISTORY);
    Portion<Restriction> part = Portion.of(history, newer, MOST, MOST_BYTES, HistoryPage::bytes);
    visit.show(
        new Sheet(
            "Restrictions of " + entity.name(),
            Place.RESTRICTED,
            "entity/restrictions",
            Map.of("entity", entity, "part", part, "now", visit.now())));
  }

  private static int bytes(Restriction restriction) {
    return ROW_BYTES
        + Fit.bytes(restriction.reason())
        + Fit.bytes(restriction.policy() + restriction.by())
        + restriction.lift().map(HistoryPage::bytes).orElse(0);
  }

  private static int bytes(Lift lift) {
    return Fit.bytes(lift.by()) + Fit.bytes(lift.comment());
  }
}
