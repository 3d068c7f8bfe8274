package org.sluice.core.administration;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sluice.core.access.AccessStore;
import org.sluice.core.access.AccessStore.AccountChange;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.ProviderAccount;
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
  /**
   * Failed sign-ins that are recorded one by one in a minute; beyond it they are counted. Those
   * whose password was right have as many of their own for each administrator: a flood of wrong
   * ones hides none of them.
   */
  public static final int MOST_FAILURES_PER_MINUTE = 60;

  private final Act act;
  private final AccessStore store;
  private final WebSessions sessions;
  private final Secrets secrets;
  private final RecordBudget failures = new RecordBudget(MOST_FAILURES_PER_MINUTE);

  /** By the administrator. Guarded by itself. */
  private final Map<String, RecordBudget> interrupted = new HashMap<>();

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

  /**
   * The password was right and is not enough: what is missing comes next. It is recorded now,
   * because it may never come: then somebody has the password and not the rest.
   */
  public Begun halfway(Administrator administrator, Stage stage, Browser browser) {
    Map<String, String> facts = why("the password was right, the second factor is asked for");
    if (isRecorded(administrator, facts)) {
      act.keep(
          record(
              AuditOperation.USER_LOGIN_INTERRUPTED,
              administrator.userId(),
              UserType.Admin,
              browser.clientIp(),
              ResultStatus.Failed,
              facts));
    }
    Begun begun = begun(administrator.userId(), stage, browser, false);
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
          return signedIn(administrator, kept, proved, new Arrival(browser, false, how));
        });
  }

  /**
   * What a provider says of a person.
   *
   * @param account by which the provider knows the person
   * @param userId the address, lower-cased
   * @param displayName taken for somebody new; may be empty
   * @param role what the person may do
   * @param domains what the person is limited to; empty if that is decided here
   * @param domainsOfNew what somebody new is limited to; empty if nobody new comes in
   */
  public record Vouched(
      ProviderAccount account,
      String userId,
      String displayName,
      Role role,
      Optional<Domains> domains,
      Optional<Domains> domainsOfNew) {}

  /**
   * A provider has said who somebody is and what the person may do; somebody new becomes an
   * administrator by it. The first time the account at the provider is bound to the administrator
   * of the address; from then on it is that administrator's, whatever the address, and the address
   * is nobody else's. Nobody is left without an administrator who can do all, whatever the provider
   * says of the last one.
   *
   * @param how by what, for the record
   * @throws Refusal FORBIDDEN if the person was disabled here, is new and nobody new comes in, or
   *     comes with another account than the one that is bound
   */
  public Begun vouched(Vouched vouched, Browser browser, String how) {
    AuditOperation operation = AuditOperation.USER_LOGGED_IN;
    String userId =
        store
            .boundTo(vouched.account())
            .map(Administrator::userId)
            .orElseGet(() -> Addresses.lower(vouched.userId()));
    Actor person = new Actor(userId, Role.SecurityReader, browser.clientIp());
    return act.inTurn(
        person,
        Role.SecurityReader,
        operation,
        () -> {
          Names.checkAddresses("The address", List.of(userId), 1);
          Credentials kept = store.credentials(userId);
          requireBound(userId, kept.provider(), vouched.account());
          Administrator administrator =
              store
                  .administrator(userId)
                  .map(known -> asVouched(person, known, vouched, how))
                  .orElseGet(() -> added(person, vouched, how));
          Credentials bound = kept.withProvider(vouched.account());
          return signedIn(administrator, kept, bound, new Arrival(browser, true, how));
        });
  }

  private static void requireBound(String userId, ProviderAccount bound, ProviderAccount other) {
    if (bound.isKnown() && !bound.equals(other)) {
      throw new Refusal(
          Refusal.Kind.FORBIDDEN,
          "The provider named '"
              + userId
              + "' with another account than the one that this administrator signs in with."
              + " If that is right, a Global Administrator resets '"
              + userId
              + "' first (sluice administrator reset).");
    }
  }

  private Administrator asVouched(Actor person, Administrator known, Vouched vouched, String how) {
    if (!known.enabled()) {
      throw new Refusal(Refusal.Kind.FORBIDDEN, "'" + known.userId() + "' is disabled in Sluice.");
    }
    Administrator changed =
        AdministratorVerbs.checked(
            known.withRole(vouched.role()).limitedTo(vouched.domains().orElse(known.domains())));
    if (known.equals(changed)
        || AdministratorVerbs.leavesNobody(store, known, changed.canDoAll())) {
      return known;
    }
    List<Modified> modified = AdministratorVerbs.modified(known, changed);
    Map<String, String> parameters = AdministratorVerbs.parameters(modified);
    parameters.put("How", how);
    store.keep(
        AccountChange.of(known, changed, true),
        act.record(person, AuditOperation.SET_ADMINISTRATOR, known.userId(), parameters, modified));
    return changed;
  }

  private Administrator added(Actor person, Vouched vouched, String how) {
    Names.checkRoom("administrators", store.administrators().size(), Administrator.MOST);
    Domains domains =
        vouched.domains().or(vouched::domainsOfNew).orElseThrow(() -> unknown(person.userId()));
    Administrator fresh =
        AdministratorVerbs.checked(
            new Administrator(
                person.userId(),
                vouched.displayName(),
                vouched.role(),
                domains,
                true,
                false,
                act.now(),
                Optional.empty()));
    store.keep(
        AccountChange.added(fresh),
        act.record(
            person,
            AuditOperation.NEW_ADMINISTRATOR,
            person.userId(),
            Map.of("Role", vouched.role().name(), "Domains", domains.shown(), "How", how),
            List.of()));
    return fresh;
  }

  private static Refusal unknown(String userId) {
    return new Refusal(
        Refusal.Kind.FORBIDDEN,
        "'"
            + userId
            + "' is no administrator here, and nobody becomes one by signing in (openid.domains is"
            + " empty). A Global Administrator adds the person first.");
  }

  /** Where somebody comes in, whether a provider vouches, and how by the record. */
  private record Arrival(Browser browser, boolean byProvider, String how) {}

  private Begun signedIn(
      Administrator administrator, Credentials kept, Credentials proved, Arrival arrival) {
    Browser browser = arrival.browser();
    Begun begun = begun(administrator.userId(), Stage.SIGNED_IN, browser, arrival.byProvider());
    boolean done =
        sessions.signIn(
            begun.session(),
            browser.session(),
            administrator.signedIn(begun.session().began(), browser.clientIp()),
            kept,
            proved,
            record(
                AuditOperation.USER_LOGGED_IN,
                administrator.userId(),
                UserType.Admin,
                browser.clientIp(),
                ResultStatus.Succeeded,
                Map.of("How", arrival.how(), "Role", administrator.role().name())));
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
        && used.provider().equals(kept.provider())
        && (laterStep || oneLess);
  }

  private static Refusal outdated() {
    return new Refusal(Refusal.Kind.FORBIDDEN, "The sign-in does not hold any more. Try again.");
  }

  /** Somebody was refused; a flood of it does not fill the log. */
  public void failed(String name, String clientIp, String why) {
    String typed = Addresses.lower(name.strip());
    Map<String, String> facts = why(why);
    if (isRecorded(facts)) {
      act.keep(
          record(
              AuditOperation.USER_LOGIN_FAILED,
              Names.isAddress(typed) ? typed : "no address",
              UserType.Regular,
              clientIp,
              ResultStatus.Failed,
              facts));
    }
  }

  private static Map<String, String> why(String why) {
    return new TreeMap<>(Map.of("Why", why));
  }

  private boolean isRecorded(Map<String, String> facts) {
    synchronized (failures) {
      return failures.takes(act.now(), facts);
    }
  }

  private boolean isRecorded(Administrator administrator, Map<String, String> facts) {
    Instant now = act.now();
    synchronized (interrupted) {
      interrupted.values().removeIf(budget -> budget.isIdle(now));
      return interrupted
          .computeIfAbsent(administrator.userId(), id -> new RecordBudget(MOST_FAILURES_PER_MINUTE))
          .takes(now, facts);
    }
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

  private Begun begun(String userId, Stage stage, Browser browser, boolean byProvider) {
    String cookie = secrets.fresh();
    Instant now = act.now();
    return new Begun(
        new WebSession(
            secrets.digest(cookie),
            userId,
            stage,
            browser.clientIp(),
            browser.name(),
            now,
            now,
            byProvider),
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
