package org.sluice.store.facts;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;

/**
 * A restriction as one line of text: its fields with a blank between them, each written as in a
 * URL, so that nothing in it is a blank or the end of a line. The steady instant of the lift that
 * was known stands at the end, if there was one; an older line has there when somebody looked,
 * which of a lift by time is later and of a release the same.
 */
final class RestrictionLine {
  private static final int FIELDS = 17;
  private static final int WITH_LIFT = 18;

  private RestrictionLine() {}

  static String of(Decided decided) {
    return Stream.concat(
            fields(decided.restriction()),
            decided.knownLiftMillis().stream().mapToObj(Long::toString))
        .map(RestrictionLine::word)
        .collect(Collectors.joining(" "));
  }

  private static Stream<String> fields(Restriction r) {
    return Stream.of(
        r.id(),
        r.entity().kind().name(),
        r.entity().name(),
        r.block() instanceof Block.Until(Instant end) ? millis(end) : "",
        r.reason(),
        millis(r.created()),
        millis(r.changed()),
        r.policy(),
        r.limit(),
        Integer.toString(r.counts().internalInHour()),
        Integer.toString(r.counts().externalInHour()),
        Integer.toString(r.counts().internalInDay()),
        Integer.toString(r.counts().externalInDay()),
        millis(r.evidence().at()),
        r.evidence().clientAddress(),
        r.evidence().messageId(),
        Integer.toString(r.evidence().recipientCount()));
  }

  /** A text as one word. */
  static String word(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The text of a word. */
  static String plain(String word) {
    return URLDecoder.decode(word, StandardCharsets.UTF_8);
  }

  /** Empty if it is no such line: a killed process may have left half of one. */
  static Optional<Decided> read(String line) {
    try {
      List<String> fields = Arrays.stream(line.split(" ", -1)).map(RestrictionLine::plain).toList();
      return switch (fields.size()) {
        case FIELDS -> Optional.of(new Decided(read(fields), OptionalLong.empty()));
        case WITH_LIFT ->
            Optional.of(
                new Decided(read(fields), OptionalLong.of(Long.parseLong(fields.getLast()))));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Restriction read(List<String> f) {
    return new Restriction(
        f.get(0),
        new RestrictedEntity(RestrictedEntity.Kind.valueOf(f.get(1)), f.get(2)),
        f.get(3).isEmpty() ? new Block.UntilLifted() : new Block.Until(at(f.get(3))),
        f.get(4),
        at(f.get(5)),
        at(f.get(6)),
        f.get(7),
        f.get(8),
        "",
        new Counts(number(f.get(9)), number(f.get(10)), number(f.get(11)), number(f.get(12))),
        new Evidence(at(f.get(13)), f.get(14), f.get(15), number(f.get(16))),
        Optional.empty());
  }

  private static String millis(Instant at) {
    return Long.toString(at.toEpochMilli());
  }

  private static Instant at(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }
}
