package org.sluice.store.facts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.WebSession;
import org.sluice.core.access.WebSessions;
import org.sluice.core.audit.AuditRecord;

/** Sessions of browsers of the facts. Thread-safe. */
public final class StoredSessions implements WebSessions {
  /** Whatever the configuration says, no session is kept longer. */
  static final Duration KEPT = Duration.ofDays(31);

  private final FactsThread thread;
  private final AuditWriting writing;
  private final StoredAdministrators administrators;

  StoredSessions(FactsThread thread, AuditWriting writing, StoredAdministrators administrators) {
    this.thread = thread;
    this.writing = writing;
    this.administrators = administrators;
  }

  @Override
  public Optional<WebSession> session(String sha256) {
    return thread.read(handle -> SessionTable.find(handle, sha256));
  }

  @Override
  public List<WebSession> sessions(String userId) {
    return thread.read(handle -> SessionTable.of(handle, userId));
  }

  @Override
  public void begin(WebSession session, String replaced) {
    thread.obey(handle -> SessionTable.begin(handle, session, replaced), () -> {});
  }

  @Override
  public boolean signIn(
      WebSession session,
      String replaced,
      Administrator administrator,
      Credentials before,
      Credentials credentials,
      AuditRecord record) {
    String userId = administrator.userId();
    List<Administrator> kept = new ArrayList<>();
    thread.obey(
        handle -> {
          kept.clear();
          boolean enabled =
              AdministratorTable.find(handle, userId).filter(Administrator::enabled).isPresent();
          if (enabled && AdministratorTable.change(handle, userId, before, credentials)) {
            AdministratorTable.signedIn(handle, userId, administrator.lastSignIn().orElseThrow());
            SessionTable.begin(handle, session, replaced);
            StoredAdministrators.changed(handle);
            writing.append(handle, record);
            AdministratorTable.find(handle, userId).ifPresent(kept::add);
          }
        },
        () -> kept.forEach(administrators::remember));
    return !kept.isEmpty();
  }

  @Override
  public void seen(String sha256, Instant at) {
    var _ = thread.enqueue(handle -> SessionTable.seen(handle, sha256, at));
  }

  @Override
  public void end(String sha256, AuditRecord record) {
    thread.obey(
        handle -> {
          SessionTable.end(handle, sha256);
          writing.append(handle, record);
        },
        () -> {});
  }

  @Override
  public void endOthers(String userId, String spared, AuditRecord record) {
    thread.obey(
        handle -> {
          SessionTable.endOthers(handle, userId, spared);
          writing.append(handle, record);
        },
        () -> {});
  }

  void sweep(Instant now) {
    var _ = thread.enqueue(handle -> SessionTable.forgetBefore(handle, now.minus(KEPT)));
  }
}
