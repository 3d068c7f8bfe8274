package org.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Objects are used again; nothing of an earlier message may show through. */
class MessageMemoryTest {
  private static final long NOON = 1_780_000_000_000L;

  private final MessageMemory memory = new MessageMemory();

  /** Spread as hashes are. */
  private static long key(long number) {
    return number * 0x9e3779b97f4a7c15L;
  }

  private Message keep(long key, long at, boolean whole) {
    Message message = memory.findOrTake(key);
    memory.keep(message, at, whole);
    return message;
  }

  @Test
  void a_forgotten_message_comes_back_blank() {
    Message message = keep(1, NOON, false);
    message.recipients.add(7);
    message.count(3, 1, 1);
    message.second = 5;
    message.refusedBy = LimitKind.RECIPIENT_RATE;
    memory.keep(message, NOON, true);
    memory.forgetOld(NOON + MessageMemory.CLOSED_MILLIS + 1);
    assertThat(memory.find(1)).isNull();
    Message again = keep(2, NOON, false);
    assertThat(again).as("the object is used again").isSameAs(message);
    assertThat(again.recipients.contains(7)).isFalse();
    assertThat(again.minutes()).isZero();
    assertThat(again.second).isZero();
    assertThat(again.closed).isFalse();
    assertThat(again.refusedBy).isNull();
  }

  @Test
  void open_and_closed_messages_are_bounded_each() {
    int most = MessageMemory.MOST_OPEN;
    for (long n = 1; n <= most; n++) {
      keep(key(n), NOON, false);
    }
    assertThat(memory.find(key(1))).as("at the bound").isNotNull();
    keep(key(most + 1L), NOON, false);
    assertThat(memory.find(key(1))).as("above it the oldest goes").isNull();
    assertThat(memory.find(key(2))).isNotNull();
    for (long n = 2; n <= most + 1L; n++) {
      keep(key(n), NOON, true);
    }
    assertThat(memory.size()).isEqualTo(MessageMemory.MOST_CLOSED);
    for (long n = 1; n <= 10; n++) {
      keep(key(-n), NOON, false);
    }
    assertThat(memory.size()).isEqualTo(MessageMemory.MOST_CLOSED + 10);
  }

  @Test
  void an_open_message_lives_an_hour_and_a_closed_one_five_minutes() {
    keep(1, NOON, false);
    keep(2, NOON, true);
    memory.forgetOld(NOON + MessageMemory.CLOSED_MILLIS);
    assertThat(memory.find(2)).isNotNull();
    memory.forgetOld(NOON + MessageMemory.CLOSED_MILLIS + 1);
    assertThat(memory.find(2)).isNull();
    memory.forgetOld(NOON + MessageMemory.OPEN_MILLIS);
    assertThat(memory.find(1)).isNotNull();
    memory.forgetOld(NOON + MessageMemory.OPEN_MILLIS + 1);
    assertThat(memory.find(1)).isNull();
  }

  /**
   * Few places of the index, the last and the first among them, and keys alike but for low bits.
   */
  private static long crowded(Random random) {
    long home = (131_072 - 1_000 + random.nextInt(2_000)) & 131_071;
    return (home << 47) | ((1L + random.nextInt(2)) << (random.nextInt(2) * 20));
  }

  @Test
  void what_it_remembers_is_what_a_map_would_over_random_traffic() {
    Random random = new Random(42);
    Map<Long, Long> model = new HashMap<>();
    long now = NOON;
    for (int i = 0; i < 60_000; i++) {
      now += random.nextInt(150);
      long key = crowded(random);
      Message message = memory.findOrTake(key);
      if (model.getOrDefault(key, 0L) >= now - MessageMemory.OPEN_MILLIS) {
        assertThat(message.recipients.contains(key)).isTrue();
      }
      message.recipients.add(key);
      memory.keep(message, now, false);
      model.put(key, now);
    }
    for (Map.Entry<Long, Long> each : model.entrySet()) {
      boolean kept = each.getValue() >= now - MessageMemory.OPEN_MILLIS;
      assertThat(memory.find(each.getKey()) != null).isEqualTo(kept);
    }
  }

  @Test
  void a_dump_makes_the_same_memory_again() {
    Message message = keep(9, NOON, false);
    for (int i = 1; i <= 100; i++) {
      message.recipients.add(i);
    }
    message.count(3, 2, 98);
    message.answered = 101;
    message.second = 77;
    message.refusedBy = LimitKind.RECIPIENT_RATE;
    memory.keep(message, NOON + 1, true);
    MessageMemory other = new MessageMemory();
    memory.dump().forEach(other::restore);
    assertThat(other.dump()).hasSize(1);
    assertThat(other.dump().getFirst()).containsExactly(memory.dump().getFirst());
  }
}
