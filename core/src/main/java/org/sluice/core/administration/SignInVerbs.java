package org.sluice.core.administration;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sluice.core.access.AccessStore;
import org.sluice.core.access.AccessStore.AccountChange;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.Role;
import org.sluice.core.access.Secrets;
import org.sluice.core.access.WebSession;
import org.sluice.core.access.WebSession.Stage;
import org.sluice.core.access.WebSessions;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.AuditRecord.Modified;
import org.sluice.core.audit.ResultStatus;
import org.sluice.core.audit.UserType;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.Domains;

/**
 * Signing in and out. Whether a password or code is right is judged by the door; here is what
 * follows: a session under a new name, and the record of it.
 */
public final class SignInVerbs {
  /** Failed sign-ins that are recorded one by one in a minute; beyond it they are counted. */
  public static final int MOST_FAILURES_PER_MINUTE = 60;

  private final Act act;
  private final AccessStore store;
  private final WebSessions sessions;
  private final Secrets secrets;
  private long failureMinute;
  private int failuresOfMinute;
  private long failuresUnrecorded;

  SignInVerbs(Act act, AccessPorts ports) {
    this.act = act;
    this.store = ports.administrators();
    this.sessions = ports.sessions();
    this.secrets = ports.secrets();
  }

  /**
   * Where somebody signs in.
   *
   * @param name what the browser calls itself
   * @param session the SHA-256 of the session it has, which ends with the new one; empty for none
   */
  public record Browser(String clientIp, String name, String session) {}

  /**
   * A session as its browser is told once.
   *
   * @param cookie what it sends
   */
  public record Begun(WebSession session, String cookie) {
    @Override
    public String toString() {
      return "Begun[" + session + "]";
    }
  }

  /** Whoever may try a password by this name: an administrator who is enabled. */
  public Optional<Administrator> mayTry(String name) {
    return store.administrator(Addresses.lower(name.strip())).filter(Administrator::enabled);
  }

  /** What proves an administrator. */
  public Credentials credentials(Administrator administrator) {
    return store.credentials(administrator.userId());
  }

  /** An administrator who is enabled. */
  public Optional<Administrator> enabled(String userId) {
    return store.administrator(userId).filter(Administrator::enabled);
  }

  /** The password was right and is not enough: what is missing comes next. */
  public Begun halfway(Administrator administrator, Stage stage, Browser browser) {
    Begun begun = begun(administrator.userId(), stage, browser);
    sessions.begin(begun.session(), browser.session());
    return begun;
  }

  /**
   * Somebody has signed in.
   *
   * @param proved the credentials that were held against what was typed, less the code that was
   *     taken
   * @param how by what, for the record
   * @throws Refusal FORBIDDEN if they were changed or the code was taken meanwhile, or the person
   *     was disabled
   */
  public Begun complete(String userId, Credentials proved, Browser browser, String how) {
    AuditOperation operation = AuditOperation.USER_LOGGED_IN;
    Actor person = new Actor(userId, Role.SecurityReader, browser.clientIp());
    return act.inTurn(
        person,
        Role.SecurityReader,
        operation,
        () -> {
          Administrator administrator = enabled(userId).orElseThrow(SignInVerbs::outdated);
          Credentials kept = store.credentials(userId);
          if (!proved.equals(kept) && !isFresher(kept, proved)) {
            throw outdated();
          }
          return signedIn(administrator, kept, proved, browser, how);
        });
  }

  /**
   * A provider has said who somebody is and what the person may do; somebody new becomes an
   * administrator by it. Nobody is left without an administrator who can do all, whatever the
   * provider says of the last one.
   *
   * @param displayName taken for somebody new; may be empty
   * @param how by what, for the record
   * @throws Refusal FORBIDDEN if the person was disabled here
   */
  public Begun vouched(String userId, String displayName, Role role, Browser browser, String how) {
    AuditOperation operation = AuditOperation.USER_LOGGED_IN;
    Actor person = new Actor(userId, Role.SecurityReader, browser.clientIp());
    return act.inTurn(
        person,
        Role.SecurityReader,
        operation,
        () -> {
          Names.checkAddresses("The address", List.of(userId), 1);
          Administrator administrator =
              store
                  .administrator(userId)
                  .map(known -> withRole(person, known, role, how))
                  .orElseGet(() -> added(person, displayName, role, how));
          Credentials kept = store.credentials(userId);
          return signedIn(administrator, kept, kept, browser, how);
        });
  }

  private Administrator withRole(Actor person, Administrator known, Role role, String how) {
    if (!known.enabled()) {
      throw new Refusal(Refusal.Kind.FORBIDDEN, "'" + known.userId() + "' is disabled in Sluice.");
    }
    Administrator changed = known.withRole(role);
    if (known.role() == role || AdministratorVerbs.leavesNobody(store, known, changed.canDoAll())) {
      return known;
    }
    store.keep(
        AccountChange.of(changed, true),
        act.record(
            person,
            AuditOperation.SET_ADMINISTRATOR,
            known.userId(),
            Map.of("Role", role.name(), "How", how),
            List.of(new Modified("Role", known.role().name(), role.name()))));
    return changed;
  }

  private Administrator added(Actor person, String displayName, Role role, String how) {
    Names.checkRoom("administrators", store.administrators().size(), Administrator.MOST);
    Administrator fresh =
        new Administrator(
            person.userId(),
            displayName,
            role,
            Domains.ALL,
            true,
            false,
            act.now(),
            Optional.empty());
    store.keep(
        AccountChange.of(fresh, false),
        act.record(
            person,
            AuditOperation.NEW_ADMINISTRATOR,
            person.userId(),
            Map.of("Role", role.name(), "How", how),
            List.of()));
    return fresh;
  }

  private Begun signedIn(
      Administrator administrator,
      Credentials kept,
      Credentials proved,
      Browser browser,
      String how) {
    Begun begun = begun(administrator.userId(), Stage.SIGNED_IN, browser);
    Instant now = act.now();
    boolean done =
        sessions.signIn(
            begun.session(),
            browser.session(),
            administrator.signedIn(now, browser.clientIp()),
            kept,
            proved,
            record(
                AuditOperation.USER_LOGGED_IN,
                administrator.userId(),
                UserType.Admin,
                browser.clientIp(),
                ResultStatus.Succeeded,
                Map.of("How", how, "Role", administrator.role().name())));
    if (!done) {
      throw outdated();
    }
    return begun;
  }

  /** A code is taken once: by a later time step, or as one recovery code less. */
  private static boolean isFresher(Credentials kept, Credentials used) {
    boolean laterStep =
        used.lastTotpStep() > kept.lastTotpStep()
            && used.recoveryCodes().equals(kept.recoveryCodes());
    boolean oneLess =
        used.lastTotpStep() == kept.lastTotpStep()
            && kept.recoveryCodes().containsAll(used.recoveryCodes())
            && used.recoveryCodes().size() == kept.recoveryCodes().size() - 1;
    return used.passwordHash().equals(kept.passwordHash())
        && used.totpSecret().equals(kept.totpSecret())
        && (laterStep || oneLess);
  }

  private static Refusal outdated() {
    return new Refusal(Refusal.Kind.FORBIDDEN, "The sign-in does not hold any more. Try again.");
  }

  /** Somebody was refused; a flood of it does not fill the log. */
  public void failed(String name, String clientIp, String why) {
    String typed = Addresses.lower(name.strip());
    boolean address = Names.isAddress(typed);
    Instant now = act.now();
    Map<String, String> facts = new TreeMap<>(Map.of("Why", why));
    if (takesRecord(now, facts)) {
      act.keep(
          record(
              AuditOperation.USER_LOGIN_FAILED,
              address ? typed : "no address",
              UserType.Regular,
              clientIp,
              ResultStatus.Failed,
              facts));
    }
  }

  private synchronized boolean takesRecord(Instant now, Map<String, String> facts) {
    long minute = now.getEpochSecond() / 60;
    if (minute != failureMinute) {
      failureMinute = minute;
      failuresOfMinute = 0;
    }
    if (failuresOfMinute >= MOST_FAILURES_PER_MINUTE) {
      failuresUnrecorded++;
      return false;
    }
    failuresOfMinute++;
    if (failuresUnrecorded > 0) {
      facts.put("NotRecordedBefore", Long.toString(failuresUnrecorded));
      failuresUnrecorded = 0;
    }
    return true;
  }

  /** Somebody has signed out. */
  public void signOut(WebSession session, String clientIp) {
    sessions.end(
        session.sha256(),
        record(
            AuditOperation.USER_LOGGED_OUT,
            session.userId(),
            UserType.Admin,
            clientIp,
            ResultStatus.Succeeded,
            Map.of()));
  }

  /** The session of a cookie, whether it has ended or not. */
  public Optional<WebSession> session(String cookie) {
    return sessions.session(secrets.digest(cookie));
  }

  /** A session was used; noted once a minute. */
  public void seen(WebSession session) {
    Instant now = act.now();
    if (!now.isBefore(session.seen().plusSeconds(60))) {
      sessions.seen(session.sha256(), now);
    }
  }

  private Begun begun(String userId, Stage stage, Browser browser) {
    String cookie = secrets.fresh();
    Instant now = act.now();
    return new Begun(
        new WebSession(
            secrets.digest(cookie), userId, stage, browser.clientIp(), browser.name(), now, now),
        cookie);
  }

  private AuditRecord record(
      AuditOperation operation,
      String userId,
      UserType type,
      String clientIp,
      ResultStatus result,
      Map<String, String> facts) {
    return new AuditRecord(
        operation, act.now(), userId, type, clientIp, userId, result, facts, List.of());
  }
}
