package org.sluice.portal.page.frame;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.mail.Network;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.StoreLoss;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.RestrictedEntity;

/** Facts in words. */
public final class Show {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SECONDS = 60;
  private static final int BRIEF = 200;
  private static final int LINE = 32;

  private Show() {}

  /** To the minute, UTC. */
  public static String time(Instant at) {
    return TIME.format(at);
  }

  /** To the second, UTC. */
  public static String exact(Instant at) {
    return EXACT.format(at);
  }

  /** The time of day, UTC; of another day than today's with its date, to the minute. */
  public static String clock(Instant at, Instant now) {
    return at.atZone(ZoneOffset.UTC).toLocalDate().equals(now.atZone(ZoneOffset.UTC).toLocalDate())
        ? CLOCK.format(at)
        : TIME.format(at);
  }

  /** A limit as people read it; as it is if it is none of ours. */
  public static String limit(String name) {
    return Stream.of(LimitKind.values())
        .filter(kind -> kind.name().equals(name))
        .map(LimitKind::title)
        .findFirst()
        .orElse(name);
  }

  /** How long a time is away, in the one unit that matters. */
  public static String span(Duration span) {
    long seconds = Math.abs(span.toSeconds());
    if (seconds < SECONDS) {
      return seconds + " s";
    }
    if (seconds < Duration.ofHours(1).toSeconds()) {
      return seconds / SECONDS + " min";
    }
    return seconds < Duration.ofDays(2).toSeconds()
        ? span.abs().toHours() + " h"
        : span.abs().toDays() + " days";
  }

  /** With a thin blank between thousands. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '\u2009');
  }

  /** How many of something: {@code 1 policy}, {@code 2 policies}. */
  public static String count(long number, String one, String many) {
    return number(number) + " " + (number == 1 ? one : many);
  }

  /** What an entity is. */
  public static String kind(RestrictedEntity.Kind kind) {
    return switch (kind) {
      case USER -> "User";
      case CONNECTOR -> "Connector";
    };
  }

  /** How long a restriction lasts. */
  public static String block(Block block) {
    return switch (block) {
      case Block.Until(Instant end) -> "Until " + time(end);
      case Block.UntilLifted lifted -> "Until lifted";
    };
  }

  /** A name such as {@code FalsePositive} as words. */
  public static String words(String name) {
    String spaced = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    return spaced.isEmpty() ? "" : spaced.charAt(0) + spaced.substring(1).toLowerCase(Locale.ROOT);
  }

  /** The class of a cell: a name that a line has room for stays whole, a longer one breaks. */
  public static String breaking(String text) {
    return text.length() <= LINE ? "whole" : "any";
  }

  /** The beginning of a text, as much as a line of a list has room for. */
  public static String brief(String text) {
    return text.length() <= BRIEF ? text : text.substring(0, BRIEF) + "…";
  }

  /** One side of a rule. */
  public static String conditions(Conditions conditions) {
    List<String> parts = new ArrayList<>();
    part(parts, "users", conditions.from());
    part(parts, "groups", conditions.fromMemberOf());
    part(parts, "domains", conditions.senderDomainIs());
    return parts.isEmpty() ? "–" : brief(String.join("; ", parts));
  }

  private static void part(List<String> parts, String kind, Set<String> values) {
    if (!values.isEmpty()) {
      parts.add(kind + " " + String.join(", ", values));
    }
  }

  /** What follows when a limit is reached. */
  public static String action(ActionWhenThresholdReached action) {
    return switch (action) {
      case BlockUserForToday -> "Restrict until the next day";
      case BlockUser -> "Restrict until lifted";
      case Alert -> "Alert only";
    };
  }

  /** A limit of which 0 is none. */
  public static String limited(long most) {
    return most == 0 ? "No limit" : number(most);
  }

  /** Networks one after the other. */
  public static String networks(List<Network> networks) {
    return networks.stream().map(Network::text).collect(Collectors.joining(", "));
  }

  /** What follows when counts cannot be kept. */
  public static String loss(StoreLoss loss) {
    return switch (loss) {
      case Open -> "Open: let pass, uncounted";
      case Closed -> "Closed: refuse for now";
      case Local -> "Local: count in memory";
    };
  }

  /** Text as it stands in the query of a URL. */
  public static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The page of an entity. */
  public static String entity(RestrictedEntity entity) {
    return "/entity?" + query(entity);
  }

  /** An entity, as the pages about one are asked for it. */
  public static String query(RestrictedEntity entity) {
    return "type=" + kind(entity.kind()).toLowerCase(Locale.ROOT) + "&name=" + url(entity.name());
  }
}
