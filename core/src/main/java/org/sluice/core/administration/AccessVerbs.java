package org.sluice.core.administration;

/** Who may do what: administrators, tokens, sessions, signing in. */
public final class AccessVerbs {
  private final AdministratorVerbs administrators;
  private final TokenVerbs tokens;
  private final SessionVerbs sessions;
  private final SignInVerbs signIn;
  private final AccountVerbs account;

  AccessVerbs(Act act, AccessPorts ports) {
    this.administrators = new AdministratorVerbs(act, ports);
    this.tokens = new TokenVerbs(act, ports);
    this.sessions = new SessionVerbs(act, ports);
    this.signIn = new SignInVerbs(act, ports);
    this.account = new AccountVerbs(act, ports);
  }

  /** Administrators. */
  public AdministratorVerbs administrators() {
    return administrators;
  }

  /** API tokens. */
  public TokenVerbs tokens() {
    return tokens;
  }

  /** Sessions of browsers. */
  public SessionVerbs sessions() {
    return sessions;
  }

  /** Signing in and out. */
  public SignInVerbs signIn() {
    return signIn;
  }

  /** One's own account. */
  public AccountVerbs account() {
    return account;
  }
}
