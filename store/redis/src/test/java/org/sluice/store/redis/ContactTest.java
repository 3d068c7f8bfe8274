package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.sluice.testkit.RememberingLog;

/** What the log says of a lost ledger, and of one that is left in order. */
class ContactTest {
  private static final String MASTER = "10.0.0.1:6379";

  private final RememberingLog log = new RememberingLog();
  private final List<String> said = log.said();
  private final Contact contact = new Contact(log);

  private void asked() {
    contact.returned(0, null);
    said.clear();
  }

  @Test
  void that_replicas_have_it_again_is_not_said_while_redis_is_lost() {
    asked();
    contact.tellReplicas(List.of(MASTER));
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("ERROR Too few replicas")
        .contains(MASTER);
    contact.lose("gone");
    said.clear();
    contact.tellReplicas(List.of());
    assertThat(said).isEmpty();
    asked();
    contact.tellReplicas(List.of(MASTER));
    assertThat(said).as("known already").isEmpty();
    contact.tellReplicas(List.of());
    assertThat(said).singleElement().asString().startsWith("INFO The replicas");
  }

  @Test
  void leaving_in_order_is_no_loss() {
    asked();
    contact.close();
    assertThat(said).singleElement().asString().startsWith("INFO ");
    assertThat(contact.health()).isEqualTo(new SharedHealth(false, "it was closed", 0));
    contact.lose("too late");
    assertThat(said).hasSize(1);
  }

  @Test
  void a_failure_without_words_is_told_of_in_words() {
    asked();
    contact.lose(new CompletionException(new ClosedChannelException()));
    assertThat(said).singleElement().asString().contains("is lost (the connection was closed);");
    contact.returned(0, new CompletionException(new TimeoutException()));
    assertThat(contact.health().cause()).isEqualTo("it did not answer in time");
    contact.returned(0, new ExecutionException(new IOException("no route")));
    assertThat(contact.health().cause()).isEqualTo("no route");
    contact.returned(0, new IllegalStateException());
    assertThat(contact.health().cause()).isEqualTo("IllegalStateException");
  }
}
