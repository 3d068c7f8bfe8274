package org.sluice.core.administration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.sluice.core.access.AccessStore;
import org.sluice.core.access.AccessStore.AccountChange;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.access.ProviderAccount;
import org.sluice.core.access.Role;
import org.sluice.core.access.Secrets;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord.Modified;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.Domains;

/**
 * Administrators: list, add, change, remove, give a new one-time link. All of it is for Global
 * Administrators who are limited to no domains; one of those who can do all is always left.
 */
public final class AdministratorVerbs {
  private final Act act;
  private final AccessStore store;
  private final Secrets secrets;

  AdministratorVerbs(Act act, AccessPorts ports) {
    this.act = act;
    this.store = ports.administrators();
    this.secrets = ports.secrets();
  }

  /** An administrator and what proves him, without any of it. */
  public record Shown(Administrator administrator, boolean hasPassword, boolean hasSecondFactor) {
    /** Whether the person was asked in and has never been: there is nothing yet to sign in with. */
    public boolean isInvited() {
      return administrator.enabled() && !hasPassword && administrator.lastSignIn().isEmpty();
    }
  }

  /**
   * What was kept, and the token of the link that has to reach the person.
   *
   * @param token for the path {@code /link/}; nobody is told it again
   */
  public record Linked(Administrator administrator, String token, Instant until) {
    @Override
    public String toString() {
      return "Linked[" + administrator.userId() + ", " + until + "]";
    }
  }

  /** What changes; what is empty stays. */
  public record Change(
      Optional<String> displayName,
      Optional<Role> role,
      Optional<Domains> domains,
      Optional<Boolean> enabled,
      Optional<Boolean> needsSecondFactor) {}

  /** All administrators by user id. */
  public List<Shown> list(Actor actor) {
    requireGlobal(actor, "list administrators");
    return store.administrators().stream().map(this::shown).toList();
  }

  /** One administrator. */
  public Shown show(Actor actor, String userId) {
    requireGlobal(actor, "show an administrator");
    return shown(find(userId));
  }

  private Shown shown(Administrator administrator) {
    Credentials credentials = store.credentials(administrator.userId());
    return new Shown(administrator, credentials.hasPassword(), credentials.hasSecondFactor());
  }

  /** Adds an administrator, who sets a password by the link. */
  public Linked add(Actor actor, String address, String displayName, Role role, Domains domains) {
    AuditOperation operation = AuditOperation.NEW_ADMINISTRATOR;
    return act.inTurnOfAll(
        actor,
        Role.GlobalAdministrator,
        operation,
        () -> {
          String userId = checkNew(address);
          Administrator added =
              checked(
                  new Administrator(
                      userId,
                      displayName,
                      role,
                      domains,
                      true,
                      false,
                      act.now(),
                      Optional.empty()));
          String token = secrets.fresh();
          OneTimeLink link = link(userId, token);
          store.keep(
              AccountChange.added(added).linked(link),
              act.record(
                  actor,
                  operation,
                  userId,
                  Map.of("Role", role.name(), "Domains", domains.shown()),
                  List.of()));
          return new Linked(added, token, link.until());
        });
  }

  private String checkNew(String address) {
    String userId = Addresses.lower(address.strip());
    Names.checkAddresses("Identity", List.of(userId), 1);
    Names.checkRoom("administrators", store.administrators().size(), Administrator.MOST);
    if (store.administrator(userId).isPresent()) {
      throw new Refusal(
          Refusal.Kind.CONFLICT, "The administrator '" + userId + "' already exists.");
    }
    return userId;
  }

  /**
   * Changes an administrator. Another role, other domains or being disabled ends the person's
   * sessions.
   */
  public Administrator change(Actor actor, String userId, Change change) {
    return change(actor, userId, change, before -> {});
  }

  /** The same, after {@code check} has seen in the same turn what is there; it may throw. */
  public Administrator change(
      Actor actor, String userId, Change change, Consumer<Administrator> check) {
    AuditOperation operation = AuditOperation.SET_ADMINISTRATOR;
    return act.inTurnOfAll(
        actor,
        Role.GlobalAdministrator,
        operation,
        () -> {
          Administrator before = find(userId);
          check.accept(before);
          Administrator after = checked(changed(before, change));
          requireOneLeft(before, after.canDoAll());
          boolean ends =
              before.role() != after.role()
                  || !before.domains().equals(after.domains())
                  || before.enabled() != after.enabled()
                  || before.needsSecondFactor() != after.needsSecondFactor();
          List<Modified> modified = modified(before, after);
          store.keep(
              AccountChange.of(before, after, ends),
              act.record(actor, operation, before.userId(), parameters(modified), modified));
          return after;
        });
  }

  private static Administrator changed(Administrator before, Change change) {
    return new Administrator(
        before.userId(),
        change.displayName().orElse(before.displayName()),
        change.role().orElse(before.role()),
        change.domains().orElse(before.domains()),
        change.enabled().orElse(before.enabled()),
        change.needsSecondFactor().orElse(before.needsSecondFactor()),
        before.created(),
        before.lastSignIn());
  }

  /** Removes an administrator, with sessions. */
  public void remove(Actor actor, String userId) {
    remove(actor, userId, before -> {});
  }

  /** The same, after {@code check} has seen in the same turn what is there; it may throw. */
  public void remove(Actor actor, String userId, Consumer<Administrator> check) {
    AuditOperation operation = AuditOperation.REMOVE_ADMINISTRATOR;
    var _ =
        act.inTurnOfAll(
            actor,
            Role.GlobalAdministrator,
            operation,
            () -> {
              Administrator removed = find(userId);
              check.accept(removed);
              requireOneLeft(removed, false);
              store.remove(
                  removed.userId(),
                  act.record(
                      actor,
                      operation,
                      removed.userId(),
                      Map.of("Identity", removed.userId()),
                      List.of()));
              return removed;
            });
  }

  /**
   * Answers a lost password: from now on none holds, nor does the account at a provider; all
   * sessions end, and a new link sets another password.
   *
   * @param secondFactor whether the second factor is lost too
   */
  public Linked reset(Actor actor, String userId, boolean secondFactor) {
    AuditOperation operation = AuditOperation.RESET_ADMINISTRATOR;
    return act.inTurnOfAll(
        actor,
        Role.GlobalAdministrator,
        operation,
        () -> {
          Administrator lost = find(userId);
          Credentials before = store.credentials(lost.userId());
          Credentials bare = before.withPassword("").withProvider(ProviderAccount.NONE);
          Credentials after = secondFactor ? bare.withoutSecondFactor() : bare;
          String token = secrets.fresh();
          OneTimeLink link = link(lost.userId(), token);
          store.keep(
              AccountChange.of(lost, lost, true).proving(before, after).linked(link),
              act.record(
                  actor,
                  operation,
                  lost.userId(),
                  Map.of("SecondFactor", Boolean.toString(secondFactor)),
                  List.of()));
          return new Linked(lost, token, link.until());
        });
  }

  private OneTimeLink link(String userId, String token) {
    return new OneTimeLink(secrets.digest(token), userId, act.now().plus(OneTimeLink.HOLDS));
  }

  private Administrator find(String userId) {
    return store
        .administrator(Addresses.lower(userId.strip()))
        .orElseThrow(() ->
            new Refusal(
                Refusal.Kind.NOT_FOUND, "The administrator '" + userId + "' couldn't be found."));
  }

  static Administrator checked(Administrator administrator) {
    if (administrator.role() == Role.MailServer) {
      throw new Refusal(
          Refusal.Kind.INVALID, "Mail Server is the role of a token, not of a person.");
    }
    String name = administrator.displayName();
    if (name.length() > Administrator.MOST_NAME || name.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "A display name has at most " + Administrator.MOST_NAME + " printable characters.");
    }
    Names.checkDomains(administrator.domains());
    return administrator;
  }

  /** Whether after a change nobody could put right whatever others get wrong. */
  static boolean leavesNobody(AccessStore store, Administrator changed, boolean canDoAllAfter) {
    return changed.canDoAll()
        && !canDoAllAfter
        && store.administrators().stream()
            .noneMatch(a -> a.canDoAll() && !a.userId().equals(changed.userId()));
  }

  private void requireOneLeft(Administrator changed, boolean canDoAllAfter) {
    if (leavesNobody(store, changed, canDoAllAfter)) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "'"
              + changed.userId()
              + "' is the last Global Administrator who is enabled and limited to no domains, and"
              + " stays so. Make somebody else one first.");
    }
  }

  private static void requireGlobal(Actor actor, String verb) {
    Act.require(actor, Role.GlobalAdministrator, verb);
    Act.requireAll(actor, verb);
  }

  static List<Modified> modified(Administrator before, Administrator after) {
    List<Modified> changes = new ArrayList<>();
    AlertVerbs.add(changes, "DisplayName", before.displayName(), after.displayName());
    AlertVerbs.add(changes, "Role", before.role().name(), after.role().name());
    AlertVerbs.add(changes, "Domains", before.domains().shown(), after.domains().shown());
    AlertVerbs.add(changes, "Enabled", shown(before.enabled()), shown(after.enabled()));
    AlertVerbs.add(
        changes,
        "SecondFactorRequired",
        shown(before.needsSecondFactor()),
        shown(after.needsSecondFactor()));
    return changes;
  }

  private static String shown(boolean value) {
    return Boolean.toString(value);
  }

  static Map<String, String> parameters(List<Modified> modified) {
    Map<String, String> parameters = new TreeMap<>();
    modified.forEach(m -> parameters.put(m.name(), m.after()));
    return parameters;
  }
}
