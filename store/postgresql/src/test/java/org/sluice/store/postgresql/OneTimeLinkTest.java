package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.postgresql.Node.NOON;
import static org.sluice.store.postgresql.Node.act;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.access.AccessStore.AccountChange;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.access.Role;
import org.sluice.core.administration.AccessPorts;
import org.sluice.core.administration.Refusal;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.mail.Domains;
import org.sluice.testkit.CountedSecrets;

/** A one-time link that is brought to two nodes at the same moment. */
class OneTimeLinkTest {
  private static final int ROUNDS = 10;

  @TempDir private Path folder;

  @Test
  void a_link_lets_one_in_whichever_node_it_is_brought_to() {
    Place place = Databases.fresh();
    try (Node a = new Node(place, folder.resolve("a"));
        Node b = new Node(place, folder.resolve("b"))) {
      for (int round = 0; round < ROUNDS; round++) {
        Administrator who = administrator("anna" + round + "@example.org");
        String link = "link" + round;
        ports(a).links().keep(new OneTimeLink(link, who.userId(), NOON.plusSeconds(60)));
        List<String> letIn =
            List.of(a, b).parallelStream()
                .flatMap(node -> redeemed(node, who, link).stream())
                .toList();
        assertThat(letIn).as("of two with one link").hasSize(1);
        assertThat(ports(a).administrators().credentials(who.userId()).passwordHash())
            .as("the password of the one who was let in")
            .isEqualTo(letIn.getFirst());
        assertThat(ports(b).links().link(link)).isEmpty();
      }
    }
  }

  private static AccessPorts ports(Node node) {
    return node.facts.access(new CountedSecrets());
  }

  /** The password that was kept; empty if the link was gone. */
  private static Optional<String> redeemed(Node node, Administrator who, String link) {
    String hash = "by " + System.identityHashCode(node);
    try {
      ports(node)
          .administrators()
          .keep(
              AccountChange.added(who)
                  .proving(Credentials.NONE, Credentials.NONE.withPassword(hash))
                  .redeeming(link),
              act(AuditOperation.SET_OWN_PASSWORD, who.userId()));
      return Optional.of(hash);
    } catch (Refusal e) {
      assertThat(e.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
      return Optional.empty();
    }
  }

  private static Administrator administrator(String userId) {
    return new Administrator(
        userId, "", Role.SecurityReader, Domains.ALL, true, false, NOON, Optional.empty());
  }
}
