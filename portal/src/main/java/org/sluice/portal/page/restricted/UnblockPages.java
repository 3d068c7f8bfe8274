package org.sluice.portal.page.restricted;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.Releases;
import org.sluice.core.administration.UsageReport;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Place;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.frame.Sheet;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Visit;

/** The wizard that lifts a restriction, step by step, and lifting many at once. */
public final class UnblockPages {
  /** The most that are lifted with one form. */
  static final int MOST_AT_ONCE = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(UnblockPages.class);
  private static final String UNKNOWN =
      "It is not known whether this was done: the store failed, and the log says how. Look, then try"
          + " again.";
  private static final String UNBLOCK = "/restricted/unblock";

  void addTo(Routes routes) {
    routes.get(UNBLOCK, UnblockPages::step);
    routes.post(UNBLOCK, UnblockPages::submit);
    routes.post(UNBLOCK + "/selected", UnblockPages::selected);
    routes.post(UNBLOCK + "/many", UnblockPages::many);
  }

  /**
   * One of many.
   *
   * @param restriction that was seen; empty if there was none
   */
  public record Chosen(RestrictedEntity entity, String restriction) {}

  /** What became of one of many. */
  public record Outcome(RestrictedEntity entity, String words, boolean lifted) {}

  private static void step(Visit visit) {
    RestrictedEntity entity = Who.parse(visit, visit.query("who"));
    Restriction open = open(visit, entity);
    if (visit.query("step").equals("protect") && entity.kind() == Kind.USER) {
      protect(visit, open, "");
    } else {
      overview(visit, open);
    }
  }

  private static void overview(Visit visit, Restriction open) {
    UsageReport usage = visit.verbs().inquiries().usage(visit.actor(), open.entity());
    Releases releases = visit.verbs().restrictions().releases(visit.actor(), open.entity());
    show(
        visit,
        "Unblock " + Show.kind(open.entity().kind()).toLowerCase(java.util.Locale.ROOT),
        "restricted/unblock-overview",
        Map.of(
            "restriction",
            open,
            "usage",
            usage,
            "now",
            visit.now(),
            "releases",
            releases,
            "refusal",
            visit.may(Role.GlobalAdministrator)
                ? ""
                : releases.refusal(open.entity().name()).orElse(""),
            "mayChange",
            visit.may(Role.SecurityAdministrator)));
  }

  private static void protect(Visit visit, Restriction open, String comment) {
    show(
        visit,
        "Protect the account",
        "restricted/unblock-protect",
        Map.of("restriction", open, "links", visit.backing().links().get(), "comment", comment));
  }

  /** Asks once more, or, after Yes, lifts. */
  private static void submit(Visit visit, Form form) {
    RestrictedEntity entity = Who.parse(visit, form.text("who"));
    Restriction open = open(visit, entity);
    requireSame(open, form);
    switch (form.text("answer")) {
      case "yes" -> done(visit, entity, form);
      case "no" -> protect(visit, open, form.text("comment"));
      default ->
          show(
              visit,
              "Unblock " + entity.name() + "?",
              "restricted/unblock-confirm",
              Map.of("restriction", open, "comment", form.text("comment")));
    }
  }

  private static void requireSame(Restriction open, Form form) {
    if (!form.texts("restriction").contains(open.id())) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          "Meanwhile "
              + open.entity().name()
              + " was restricted anew ("
              + open.reason()
              + "). Nothing was changed; open it again.");
    }
  }

  private static void done(Visit visit, RestrictedEntity entity, Form form) {
    Restriction lifted =
        visit
            .verbs()
            .restrictions()
            .release(
                visit.actor(), entity, form.text("comment"), before -> requireSame(before, form));
    Lift lift = lifted.lift().orElseThrow();
    show(
        visit, "Unblocked", "restricted/unblock-done", Map.of("restriction", lifted, "lift", lift));
  }

  private static void selected(Visit visit, Form form) {
    List<String> who = chosen(form);
    if (who.size() == 1) {
      visit.http().redirect(UNBLOCK + "?who=" + Show.url(who.getFirst()));
      return;
    }
    List<Chosen> all =
        who.stream()
            .map(text -> Who.parse(visit, text))
            .distinct()
            .map(entity -> seen(visit, entity))
            .toList();
    show(
        visit,
        "Unblock " + all.size() + " entities?",
        "restricted/unblock-many",
        Map.of("all", all));
  }

  private static Chosen seen(Visit visit, RestrictedEntity entity) {
    return new Chosen(
        entity,
        visit.verbs().restrictions().open(visit.actor(), entity).map(Restriction::id).orElse(""));
  }

  private static List<String> chosen(Form form) {
    List<String> who = form.texts("who").stream().distinct().toList();
    if (who.isEmpty() || who.size() > MOST_AT_ONCE) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "Select 1 to "
              + MOST_AT_ONCE
              + " entities in the list, then choose Unblock. Nothing was changed.");
    }
    return who;
  }

  private static void many(Visit visit, Form form) {
    List<Outcome> outcomes = new ArrayList<>();
    for (String text : chosen(form)) {
      RestrictedEntity entity = Who.parse(visit, text);
      try {
        var _ =
            visit
                .verbs()
                .restrictions()
                .release(
                    visit.actor(),
                    entity,
                    form.text("comment"),
                    before -> requireSame(before, form));
        outcomes.add(new Outcome(entity, "Unblocked", true));
      } catch (Refusal e) {
        // Also of one that this administrator may not release: the others are released already.
        outcomes.add(new Outcome(entity, String.valueOf(e.getMessage()), false));
      } catch (RuntimeException e) {
        // A store that fails midway: what became of those before it would be lost with the page.
        LOG.error("Unblocking {} failed", entity.name(), e);
        outcomes.add(new Outcome(entity, UNKNOWN, false));
      }
    }
    show(visit, "Unblocked", "restricted/unblock-many-done", Map.of("outcomes", outcomes));
  }

  private static Restriction open(Visit visit, RestrictedEntity entity) {
    return visit
        .verbs()
        .restrictions()
        .open(visit.actor(), entity)
        .orElseThrow(() ->
            new Refusal(
                Refusal.Kind.NOT_FOUND,
                entity.name() + " is not restricted (any more): there is nothing to unblock."));
  }

  private static void show(Visit visit, String title, String template, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("title", title);
    visit.show(new Sheet(title, Place.RESTRICTED, template, all));
  }
}
