package org.sluice.core.administration;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.access.ApiToken;
import org.sluice.core.access.ApiTokens;
import org.sluice.core.access.Role;
import org.sluice.core.access.Secrets;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.mail.Domains;

/**
 * API tokens: list, make, revoke; for Global Administrators who are limited to no domains. Those of
 * the configuration are not among them.
 */
public final class TokenVerbs {
  private final Act act;
  private final ApiTokens tokens;
  private final Secrets secrets;

  TokenVerbs(Act act, AccessPorts ports) {
    this.act = act;
    this.tokens = ports.tokens();
    this.secrets = ports.secrets();
  }

  /**
   * A token as it is told once.
   *
   * @param secret what a program sends
   */
  public record Made(ApiToken token, String secret) {
    @Override
    public String toString() {
      return "Made[" + token.name() + "]";
    }
  }

  /** All tokens by name. */
  public List<ApiToken> list(Actor actor) {
    Act.require(actor, Role.GlobalAdministrator, "list API tokens");
    Act.requireAll(actor, "list API tokens");
    return tokens.tokens();
  }

  /**
   * Makes a token.
   *
   * @param expires from when on it is refused; empty for never
   */
  public Made create(
      Actor actor, String name, Role role, Domains domains, Optional<Instant> expires) {
    AuditOperation operation = AuditOperation.NEW_API_TOKEN;
    return act.inTurnOfAll(
        actor,
        Role.GlobalAdministrator,
        operation,
        () -> {
          check(name, role, domains, expires);
          String secret = secrets.fresh();
          ApiToken token =
              new ApiToken(
                  name,
                  role,
                  domains,
                  secrets.digest(secret),
                  act.now(),
                  expires,
                  Optional.empty());
          tokens.add(
              token,
              act.record(
                  actor,
                  operation,
                  name,
                  Map.of(
                      "Role", role.name(),
                      "Domains", domains.shown(),
                      "Expires", expires.map(Instant::toString).orElse("never")),
                  List.of()));
          return new Made(token, secret);
        });
  }

  private void check(String name, Role role, Domains domains, Optional<Instant> expires) {
    Names.check("token", name);
    if (Names.isAddress(name)) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "'" + name + "' could be a person; give the token a name that is no address.");
    }
    if (AuditRecord.isSystem(name)) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "'" + name + "' is what the audit log calls Sluice itself; give the token another name.");
    }
    if (role == Role.MailServer && !domains.isAll()) {
      throw new Refusal(
          Refusal.Kind.INVALID, "A mail server asks for all its senders: it has no domains.");
    }
    Names.checkDomains(domains);
    Names.checkRoom("API tokens", tokens.tokens().size(), ApiToken.MOST);
    if (tokens.tokens().stream().anyMatch(t -> t.name().equalsIgnoreCase(name))) {
      throw new Refusal(Refusal.Kind.CONFLICT, "The token '" + name + "' already exists.");
    }
    if (expires.filter(e -> !e.isAfter(act.now())).isPresent()) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "The end " + expires.get() + " is not in the future; it is " + act.now());
    }
  }

  /**
   * Who a program is that shows a token; its use is noted.
   *
   * @param secret as it was made
   * @return nothing if there is none of it, or it has expired
   */
  public Optional<Actor> caller(String secret, String clientIp) {
    Instant now = act.now();
    Optional<ApiToken> token = tokens.token(secrets.digest(secret)).filter(t -> t.holdsAt(now));
    token.ifPresent(t -> tokens.used(t.name(), now));
    return token.map(t -> new Actor(t.name(), t.role(), clientIp, t.domains()));
  }

  /** Revokes a token at once. */
  public void revoke(Actor actor, String name) {
    AuditOperation operation = AuditOperation.REMOVE_API_TOKEN;
    var _ =
        act.inTurnOfAll(
            actor,
            Role.GlobalAdministrator,
            operation,
            () -> {
              ApiToken token =
                  tokens.tokens().stream()
                      .filter(t -> t.name().equalsIgnoreCase(name))
                      .findFirst()
                      .orElseThrow(() ->
                          new Refusal(
                              Refusal.Kind.NOT_FOUND,
                              "The token '" + name + "' couldn't be found."));
              tokens.remove(
                  token.name(),
                  act.record(actor, operation, token.name(), Map.of("Identity", name), List.of()));
              return token;
            });
  }
}
