package org.sluice.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Buckets;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Usage;

/** Core's words as the arguments and replies of {@code sluice.lua}. */
final class Wire {
  private static final LimitKind[] KINDS = LimitKind.values();
  private static final int HEADER_BYTES = 4 * 8 + 1 + 8 * 4 + 2 * 8;
  private static final int WHOLE = 1;
  private static final int BINDS = 2;
  private static final int WITH_MESSAGE = 4;
  private static final int WITH_ORGANIZATION = 8;
  private static final int UNCERTAIN = 16;
  private static final int OTHER_GENERATION = 1;
  private static final int RESTRICTED = 2;

  /** Not of the server: judged, and too few replicas have it. */
  private static final long UNACKNOWLEDGED = 3;

  /** Where the external recipients that were counted stand in a charge's reply. */
  private static final int COUNTED = 12;

  private Wire() {}

  /** What the organization's counts are where a charge cannot see them. */
  record OrganizationUse(long sum, long leavesMillis) {
    static final OrganizationUse NONE = new OrganizationUse(0, 0);
  }

  /**
   * The arguments of a charge.
   *
   * @param atMillis the instant to count at; 0 for the server's clock
   * @param elsewhere the organization's counts; null if the charge sees them itself
   */
  static byte[][] charge(
      Charge charge,
      long generation,
      boolean whole,
      long atMillis,
      @Nullable OrganizationUse elsewhere) {
    return new byte[][] {
      number(generation),
      hashes(charge.external()),
      hashes(charge.internal()),
      header(charge, whole, atMillis, elsewhere)
    };
  }

  private static byte[] header(
      Charge charge, boolean whole, long atMillis, @Nullable OrganizationUse elsewhere) {
    Held held = charge.held();
    int flags =
        (charge.whole() ? WHOLE : 0)
            | (charge.limits().policyBinds() ? BINDS : 0)
            | (charge.message() == 0 ? 0 : WITH_MESSAGE)
            | (elsewhere == null ? WITH_ORGANIZATION : 0)
            | (whole ? 0 : UNCERTAIN);
    ByteBuffer header =
        ByteBuffer.allocate(HEADER_BYTES)
            .putLong(atMillis)
            .putLong(charge.afreshMillis())
            .putLong(held.sinceMillis())
            .putLong(held.untilMillis())
            .put((byte) flags)
            .putInt(charge.recipientCount());
    for (LimitKind kind : KINDS) {
      header.putInt(charge.limits().most(kind));
    }
    OrganizationUse use = elsewhere == null ? OrganizationUse.NONE : elsewhere;
    return header.putLong(use.sum()).putLong(use.leavesMillis()).array();
  }

  private static byte[] hashes(long[] hashes) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * hashes.length);
    for (long hash : hashes) {
      bytes.putLong(hash);
    }
    return bytes.array();
  }

  static byte[] number(long number) {
    return Keys.ascii(Long.toString(number));
  }

  /** The reply to a charge. */
  static Script.Answer answer(List<Object> reply) {
    if (at(reply, 0) == OTHER_GENERATION) {
      return new Script.Answer.OtherGeneration();
    }
    int exceeded = (int) at(reply, 2);
    Usage usage =
        new Usage(
            (int) at(reply, 5),
            (int) at(reply, 6),
            (int) at(reply, 7),
            (int) at(reply, 8),
            (int) at(reply, 9),
            (int) at(reply, 10),
            at(reply, 11));
    return new Script.Answer.Judged(
        new Balance(
            at(reply, 1) == 1,
            exceeded == 0 ? null : KINDS[exceeded - 1],
            at(reply, 3) == 1,
            at(reply, 4),
            at(reply, 0) != UNACKNOWLEDGED,
            usage,
            at(reply, 0) == RESTRICTED));
  }

  /** Whether a charge was let through, which is what replicas have to know. */
  static boolean passes(List<Object> reply) {
    return at(reply, 0) != OTHER_GENERATION && at(reply, 1) == 1;
  }

  /** The reply to a charge that too few replicas have. */
  static List<Object> unacknowledged(List<Object> reply) {
    List<Object> marked = new ArrayList<>(reply);
    marked.set(0, UNACKNOWLEDGED);
    return marked;
  }

  /** External recipients that a charge counted. */
  static long counted(List<Object> reply) {
    return reply.size() <= COUNTED ? 0 : at(reply, COUNTED);
  }

  /** Pairs of minute and external recipients that a charge gave back. */
  static List<Object> givenBack(List<Object> reply) {
    return reply.size() <= COUNTED ? List.of() : reply.subList(COUNTED + 1, reply.size());
  }

  static byte[][] look(long atMillis, Held held, long afreshMillis) {
    return numbers(atMillis, afreshMillis, held.sinceMillis(), held.untilMillis());
  }

  /** The reply to a look. */
  static Script.Seen seen(List<Object> reply) {
    Map<LimitKind, Long> frees = new EnumMap<>(LimitKind.class);
    put(frees, LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR, at(reply, 7));
    put(frees, LimitKind.INTERNAL_RECIPIENTS_PER_HOUR, at(reply, 8));
    put(frees, LimitKind.RECIPIENTS_PER_DAY, at(reply, 9));
    put(frees, LimitKind.RECIPIENT_RATE, at(reply, 9));
    put(frees, LimitKind.MESSAGES_PER_MINUTE, at(reply, 10));
    put(frees, LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS, at(reply, 11));
    Usage usage =
        new Usage(
            (int) at(reply, 1),
            0,
            (int) at(reply, 2),
            (int) at(reply, 3),
            (int) at(reply, 4),
            (int) at(reply, 5),
            at(reply, 6));
    return new Script.Seen(at(reply, 0) == 1, new Forecast(usage, frees));
  }

  private static void put(Map<LimitKind, Long> frees, LimitKind kind, long atMillis) {
    if (atMillis > 0) {
      frees.put(kind, atMillis);
    }
  }

  static byte[][] mark(long atMillis, Mark mark) {
    return numbers(
        atMillis,
        mark.held().sinceMillis(),
        mark.held().untilMillis(),
        mark.liftedMillis(),
        mark.immuneUntilMillis(),
        mark.takenBackMillis());
  }

  static byte[][] merge(long generation, long atMillis, SenderRecord counted) {
    int buckets = counted.buckets().length;
    long[] words = new long[4 + 3 * buckets + 2 * counted.seconds().length];
    words[0] = generation;
    words[1] = atMillis;
    words[2] = counted.afreshMillis();
    words[3] = buckets;
    int place = 4;
    for (long word : counted.buckets()) {
      words[place++] = Buckets.minute(word);
      words[place++] = Buckets.internal(word);
      words[place++] = Buckets.external(word);
    }
    for (int i = 0; i < counted.seconds().length; i++) {
      words[place++] = counted.seconds()[i];
      words[place++] = counted.messages()[i];
    }
    return numbers(words);
  }

  static byte[][] merge(long generation, long atMillis, OrganizationRecord counted) {
    long[] words = new long[2 + 2 * counted.minutes().length];
    words[0] = generation;
    words[1] = atMillis;
    for (int i = 0; i < counted.minutes().length; i++) {
      words[2 + 2 * i] = counted.minutes()[i];
      words[3 + 2 * i] = counted.external()[i];
    }
    return numbers(words);
  }

  /** The reply to who asks for a sender's record; empty if nothing is counted. */
  static Optional<SenderRecord> record(SenderKey sender, List<Object> reply) {
    if (reply.isEmpty()) {
      return Optional.empty();
    }
    int place = 2;
    long[] buckets = new long[(int) at(reply, 1)];
    for (int i = 0; i < buckets.length; i++, place += 3) {
      buckets[i] =
          Buckets.word(
              (int) at(reply, place), (int) at(reply, place + 1), (int) at(reply, place + 2));
    }
    int[] seconds = new int[(reply.size() - place) / 2];
    int[] messages = new int[seconds.length];
    for (int i = 0; i < seconds.length; i++, place += 2) {
      seconds[i] = (int) at(reply, place);
      messages[i] = (int) at(reply, place + 1);
    }
    return Optional.of(new SenderRecord(sender, at(reply, 0), buckets, seconds, messages));
  }

  /** The same of all senders together. */
  static OrganizationRecord organization(List<Object> reply) {
    int[] minutes = new int[(reply.size() - 1) / 2];
    long[] external = new long[minutes.length];
    for (int i = 0; i < minutes.length; i++) {
      minutes[i] = (int) at(reply, 1 + 2 * i);
      external[i] = at(reply, 2 + 2 * i);
    }
    return new OrganizationRecord(minutes, external);
  }

  /** The reply to a look at a part. */
  static Filling.Part part(List<Object> reply) {
    return new Filling.Part(
        Long.parseLong(text(reply, 0)),
        IntStream.range(1, reply.size())
            .mapToObj(place -> text(reply, place))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** The reply to a node that says it is here. */
  static Filling.Present present(List<Object> reply) {
    Map<String, Long> heard = new HashMap<>();
    for (int place = 2; place < reply.size(); place += 2) {
      heard.put(text(reply, place), Long.parseLong(text(reply, place + 1)));
    }
    return new Filling.Present(at(reply, 0), Long.parseLong(text(reply, 1)), heard);
  }

  private static String text(List<Object> reply, int place) {
    return text((byte[]) reply.get(place));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Nodes and instants, in Unix milliseconds. */
  static Map<String, Long> instants(Map<byte[], byte[]> fields) {
    Map<String, Long> instants = new HashMap<>();
    fields.forEach((node, at) -> instants.put(text(node), Long.parseLong(text(at))));
    return instants;
  }

  static byte[][] numbers(long... numbers) {
    byte[][] bytes = new byte[numbers.length][];
    for (int i = 0; i < numbers.length; i++) {
      bytes[i] = number(numbers[i]);
    }
    return bytes;
  }

  static long at(List<Object> reply, int place) {
    return (Long) reply.get(place);
  }
}
