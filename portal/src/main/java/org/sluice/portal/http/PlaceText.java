package org.sluice.portal.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.core.administration.RestrictedPlace;
import org.sluice.core.restriction.Restriction;

/** A place in the restricted entities as a client sends it back. Pure functions; thread-safe. */
public final class PlaceText {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})-([A-Za-z0-9_-]{1,600})");

  private PlaceText() {}

  /** The place behind a restriction, of digits, letters, "-" and "_". */
  public static String behind(Restriction restriction) {
    RestrictedPlace place = RestrictedPlace.behind(restriction);
    byte[] id = place.id().getBytes(StandardCharsets.UTF_8);
    return place.created().toEpochMilli()
        + "-"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  /** The place of a text; empty if it is none. */
  public static Optional<RestrictedPlace> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      byte[] id = Base64.getUrlDecoder().decode(matcher.group(2));
      Instant created = Instant.ofEpochMilli(Long.parseLong(matcher.group(1)));
      return Optional.of(new RestrictedPlace(created, new String(id, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
