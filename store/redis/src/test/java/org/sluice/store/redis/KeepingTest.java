package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sluice.testkit.RedisServer;

class KeepingTest {
  @Test
  void a_server_that_may_forget_says_so_itself() {
    try (RedisServer redis = RedisServer.start()) {
      assertThat(Keeping.concerns(redis.cli("INFO")))
          .singleElement()
          .asString()
          .contains("appendonly");
      redis.cli("CONFIG", "SET", "appendonly", "yes");
      assertThat(Keeping.concerns(redis.cli("INFO"))).isEmpty();
      redis.cli("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
      assertThat(Keeping.concerns(redis.cli("INFO")))
          .singleElement()
          .asString()
          .contains("volatile-lru");
    }
  }

  @Test
  void what_cannot_be_read_is_no_concern() {
    assertThat(Keeping.concerns("")).isEmpty();
  }
}
