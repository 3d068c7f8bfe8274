package org.sluice.app.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.configuration.NdrPart;
import org.sluice.app.configuration.Notifying;
import org.sluice.app.configuration.Written;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.AuditVerbs;
import org.sluice.core.administration.Refusal;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Domains;
import org.sluice.portal.http.Tokens;
import org.sluice.portal.openid.Provider;
import org.sluice.portal.page.frame.Backing.Links;
import org.sluice.portal.session.SessionSettings;

/** The configuration in force; a reload replaces the part that needs no restart. Thread-safe. */
final class InForce {
  private static final Logger LOG = LoggerFactory.getLogger(InForce.class);

  private final Configuration started;
  private final Tokens.Holder local;
  private volatile Written written;
  private volatile Settings settings;
  private volatile int retentionDays;
  private volatile Notifying notifying;
  private volatile NdrPart ndr;
  private volatile int holdMost;
  private volatile Optional<Provider> provider;
  private volatile Links links;
  private volatile Tokens tokens;
  private volatile SessionSettings sessions;
  private volatile Optional<LastConfiguration> last = Optional.empty();

  InForce(Configuration configuration, String localToken) {
    this.started = configuration;
    this.written = configuration.written();
    this.local =
        new Tokens.Holder(
            System.getProperty("user.name", "administrator"),
            Role.GlobalAdministrator,
            Domains.ALL,
            Tokens.digest(localToken));
    this.settings = configuration.settings();
    this.retentionDays = configuration.retentionDays();
    this.notifying = configuration.notifying();
    this.ndr = configuration.ndr();
    this.holdMost = configuration.holdMost();
    this.provider = provider(configuration);
    this.links = links(configuration);
    this.tokens = tokens(configuration);
    this.sessions = configuration.sessions();
  }

  private Tokens tokens(Configuration configuration) {
    List<Tokens.Holder> holders = new ArrayList<>(List.of(local));
    configuration
        .tokens()
        .forEach(t -> holders.add(new Tokens.Holder(t.name(), t.role(), t.domains(), t.sha256())));
    return new Tokens(holders);
  }

  private static Optional<Provider> provider(Configuration configuration) {
    return configuration
        .openId()
        .map(o -> new Provider(o, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())));
  }

  private static Links links(Configuration configuration) {
    return new Links(
        configuration.portal().mfaUrl(),
        configuration.portal().passwordUrl(),
        configuration.notifying().audience().link());
  }

  Settings settings() {
    return settings;
  }

  int retentionDays() {
    return retentionDays;
  }

  Notifying notifying() {
    return notifying;
  }

  SessionSettings sessions() {
    return sessions;
  }

  /** Whom administrators may sign in with. */
  Optional<Provider> provider() {
    return provider;
  }

  NdrPart ndr() {
    return ndr;
  }

  /** Messages of one sender that the milter holds in an hour; 0 if it holds none. */
  int holdMost() {
    return holdMost;
  }

  /** Whether non-delivery reports go to the proxy's next hop. */
  boolean reportsOverNextHop() {
    return notifying.mail().isEmpty() && ndr.overNextHop();
  }

  Links links() {
    return links;
  }

  Tokens tokens() {
    return tokens;
  }

  /** The local administrator: who may send a signal to this process. */
  Actor local() {
    return new Actor(local.name(), local.role(), "");
  }

  /**
   * The options in which a configuration differs from the one in force, by name.
   *
   * @param withProxy whether {@code [proxy]} comes in force with it
   */
  List<String> changes(Configuration configuration, boolean withProxy) {
    return written(configuration, withProxy).changedFrom(written);
  }

  private Written written(Configuration configuration, boolean withProxy) {
    return withProxy
        ? configuration.written()
        : configuration.written().withTableOf("proxy", written);
  }

  /**
   * Records what was changed while nothing ran. A start waits for no record: what cannot be
   * recorded is said in the log, and recorded by the next start. Until then no reload is
   * remembered, so that the next start finds what was changed.
   *
   * @param data of this node
   */
  void begin(Path data, AuditVerbs audit) {
    LastConfiguration kept = new LastConfiguration(data);
    try {
      List<String> changed = kept.changed(written);
      if (!changed.isEmpty()) {
        audit.reloaded(local(), changed, List.of());
      }
      kept.keep(written);
      last = Optional.of(kept);
    } catch (IOException | Refusal e) {
      LOG.warn("Whether the configuration was changed is not recorded: {}", e.getMessage());
    }
  }

  private void keep() {
    try {
      if (last.isPresent()) {
        last.get().keep(written);
      }
    } catch (IOException e) {
      LOG.warn("The next start will record this configuration once more: {}", e.getMessage());
    }
  }

  /**
   * Puts a configuration in force.
   *
   * @param withProxy whether {@code [proxy]} comes in force with it; else what it says of the
   *     proxy's reports does not either
   */
  void replace(Configuration configuration, boolean withProxy) {
    written = written(configuration, withProxy);
    keep();
    settings = configuration.settings();
    retentionDays = configuration.retentionDays();
    notifying = configuration.notifying();
    ndr = withProxy ? configuration.ndr() : configuration.ndr().withProxyOf(ndr);
    holdMost = configuration.holdMost();
    provider = provider(configuration);
    links = links(configuration);
    tokens = tokens(configuration);
    sessions = configuration.sessions();
    if (!configuration.listening().equals(started.listening())) {
      LOG.warn(
          "What changed in [delegation], the doors of [milter] and administration.listen needs a"
              + " restart");
    }
    if (!configuration.postgresql().equals(started.postgresql())) {
      LOG.warn("What changed in [postgresql] needs a restart");
    }
    if (!configuration.redis().equals(started.redis())) {
      LOG.warn("What changed in [redis] needs a restart");
    }
    if (configuration.powerSafe() != started.powerSafe()) {
      LOG.warn("What changed in store.durability needs a restart");
    }
  }
}
