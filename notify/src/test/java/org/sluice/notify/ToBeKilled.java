package org.sluice.notify;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.sluice.core.alert.Audience;
import org.sluice.core.outbox.Channel;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.notify.courier.Courier;
import org.sluice.notify.mail.MailMessenger;
import org.sluice.notify.mail.MailServer;
import org.sluice.store.embedded.facts.SqliteFacts;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsOptions;

/** What processes to be killed, and those that look after them, have in common. */
final class ToBeKilled {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final int USERS = 4;

  private ToBeKilled() {}

  static Facts facts(Path data, AtomicReference<Runnable> news) {
    Audience audience =
        new Audience(List.of("admin@example.org"), true, List.of(), false, false, "");
    return SqliteFacts.open(
        data, NOON, new FactsOptions(() -> 180, () -> audience, () -> news.get().run()));
  }

  static Courier courier(Facts facts, int port) {
    return courier(facts, port, Instant::now);
  }

  static Courier courier(Facts facts, int port, Supplier<Instant> clock) {
    MailServer server =
        new MailServer(
            "127.0.0.1",
            port,
            MailServer.Tls.NONE,
            "",
            Optional.empty(),
            "sluice@example.org",
            "sluice@example.org",
            Optional.empty());
    return new Courier(
        facts.outbox(),
        facts.mark(),
        Map.of(
            Channel.MAIL,
            new MailMessenger(() -> Optional.of(server)),
            Channel.REPORT,
            new MailMessenger(() -> Optional.of(server))),
        clock);
  }

  static Restriction restriction(String name) {
    return new Restriction(
        name,
        new RestrictedEntity(RestrictedEntity.Kind.USER, name),
        new Block.UntilLifted(),
        "test",
        NOON,
        NOON,
        "Default",
        "",
        "root",
        Counts.NONE,
        new Evidence(NOON, "", "", 1),
        Optional.empty());
  }
}
