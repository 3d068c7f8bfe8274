package org.sluice.core.administration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sluice.core.access.AccessStore;
import org.sluice.core.access.AccessStore.AccountChange;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.access.OneTimeLinks;
import org.sluice.core.access.Role;
import org.sluice.core.access.Secrets;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.Domains;

/** One's own account: becoming the first administrator, password, second factor. */
public final class AccountVerbs {
  private final Act act;
  private final AccessStore store;
  private final OneTimeLinks links;
  private final Secrets secrets;

  AccountVerbs(Act act, AccessPorts ports) {
    this.act = act;
    this.store = ports.administrators();
    this.links = ports.links();
    this.secrets = ports.secrets();
  }

  /**
   * At the start of a server: while there is no administrator, a new link makes the first one and
   * the one before ends.
   *
   * @return its token, for the path {@code /first/}; empty if there is an administrator
   */
  public Optional<String> inviteFirst() {
    if (!store.administrators().isEmpty()) {
      return Optional.empty();
    }
    String token = secrets.fresh();
    links.keep(
        new OneTimeLink(
            secrets.digest(token), OneTimeLink.FIRST, act.now().plus(OneTimeLink.FIRST_HOLDS)));
    return Optional.of(token);
  }

  /** The link of a token, if it holds. */
  public Optional<OneTimeLink> link(String token) {
    return links
        .link(secrets.digest(token))
        .filter(l -> act.now().isBefore(l.until()))
        .filter(l ->
            l.isFirst()
                ? store.administrators().isEmpty()
                : store.administrator(l.userId()).filter(Administrator::enabled).isPresent());
  }

  /**
   * Becomes the first Global Administrator.
   *
   * @throws Refusal NOT_FOUND if the link does not hold
   */
  public Administrator becomeFirst(
      String token, String address, String passwordHash, String clientIp) {
    String userId = Addresses.lower(address.strip());
    Actor person = new Actor(userId, Role.GlobalAdministrator, clientIp);
    AuditOperation operation = AuditOperation.NEW_ADMINISTRATOR;
    return act.inTurn(
        person,
        Role.GlobalAdministrator,
        operation,
        () -> {
          OneTimeLink link =
              link(token).filter(OneTimeLink::isFirst).orElseThrow(AccountVerbs::ended);
          Names.checkAddresses("The address", List.of(userId), 1);
          Administrator first =
              new Administrator(
                  userId,
                  "",
                  Role.GlobalAdministrator,
                  Domains.ALL,
                  true,
                  false,
                  act.now(),
                  Optional.empty());
          store.keep(
              AccountChange.added(first)
                  .proving(Credentials.NONE, Credentials.NONE.withPassword(passwordHash))
                  .redeeming(link.sha256()),
              act.record(
                  person,
                  operation,
                  userId,
                  Map.of("Role", first.role().name(), "How", "first start"),
                  List.of()));
          return first;
        });
  }

  /**
   * Sets a password by a one-time link, which ends; so do all sessions.
   *
   * @throws Refusal NOT_FOUND if the link does not hold
   */
  public Administrator redeem(String token, String passwordHash, String clientIp) {
    OneTimeLink link = link(token).filter(l -> !l.isFirst()).orElseThrow(AccountVerbs::ended);
    Actor person = new Actor(link.userId(), Role.SecurityReader, clientIp);
    return change(
        person,
        AuditOperation.SET_OWN_PASSWORD,
        new Ends("", link.sha256()),
        Map.of("How", "one-time link"),
        c -> {
          var _ = link(token).orElseThrow(AccountVerbs::ended);
          return c.withPassword(passwordHash);
        });
  }

  /** Changes one's password; all one's sessions but one end. */
  public Administrator changePassword(Actor actor, String passwordHash, String spared) {
    return change(
        actor,
        AuditOperation.SET_OWN_PASSWORD,
        new Ends(spared, ""),
        Map.of("How", "own account"),
        c -> c.withPassword(passwordHash));
  }

  /**
   * Takes a second factor into use, in place of another; all one's sessions but one end.
   *
   * @param step the time step of the code that proved it
   * @param codes SHA-256 of the recovery codes
   */
  public Administrator takeSecondFactor(
      Actor actor, String secret, long step, List<String> codes, String spared) {
    return change(
        actor,
        AuditOperation.SET_OWN_SECOND_FACTOR,
        new Ends(spared, ""),
        Map.of("SecondFactor", "on"),
        c -> c.withSecondFactor(secret, step, codes));
  }

  /** Gives the second factor up; all one's sessions but one end. */
  public Administrator dropSecondFactor(Actor actor, String spared) {
    return change(
        actor,
        AuditOperation.SET_OWN_SECOND_FACTOR,
        new Ends(spared, ""),
        Map.of("SecondFactor", "off"),
        Credentials::withoutSecondFactor);
  }

  /**
   * What ends with a change of an account: all sessions but one, and a one-time link.
   *
   * @param spared the SHA-256 of that session; empty for none
   * @param link the SHA-256 of the link by which it happens; empty for none
   */
  private record Ends(String spared, String link) {}

  private Administrator change(
      Actor actor,
      AuditOperation operation,
      Ends ends,
      Map<String, String> parameters,
      Function<Credentials, Credentials> change) {
    return act.inTurn(
        actor,
        Role.SecurityReader,
        operation,
        () -> {
          Administrator own =
              store
                  .administrator(actor.userId())
                  .filter(Administrator::enabled)
                  .orElseThrow(() ->
                      new Refusal(
                          Refusal.Kind.NOT_FOUND,
                          "'" + actor.userId() + "' has no account of Sluice's own."));
          Credentials before = store.credentials(own.userId());
          store.keep(
              AccountChange.of(own, own, true)
                  .proving(before, change.apply(before))
                  .sparing(ends.spared())
                  .redeeming(ends.link()),
              act.record(actor, operation, own.userId(), parameters, List.of()));
          return own;
        });
  }

  private static Refusal ended() {
    return new Refusal(
        Refusal.Kind.NOT_FOUND,
        "The link does not hold: it was used, or its time is over, or a newer one was made.");
  }
}
