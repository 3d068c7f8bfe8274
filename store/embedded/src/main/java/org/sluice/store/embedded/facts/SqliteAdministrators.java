package org.sluice.store.embedded.facts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jdbi.v3.core.Handle;
import org.sluice.core.access.AccessStore;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.access.OneTimeLinks;
import org.sluice.core.audit.AuditRecord;

/** Administrators and one-time links of the facts. Thread-safe. */
public final class SqliteAdministrators implements AccessStore, OneTimeLinks {
  private final FactsThread thread;
  private final AuditWriting writing;
  private final Map<String, Administrator> all = new ConcurrentSkipListMap<>();

  SqliteAdministrators(Handle handle, FactsThread thread, AuditWriting writing) {
    this.thread = thread;
    this.writing = writing;
    AdministratorTable.read(handle).forEach(this::remember);
  }

  /** What is written is in memory from now on. */
  void remember(Administrator administrator) {
    all.put(administrator.userId(), administrator);
  }

  @Override
  public List<Administrator> administrators() {
    return List.copyOf(all.values());
  }

  @Override
  public Optional<Administrator> administrator(String userId) {
    return Optional.ofNullable(all.get(userId));
  }

  @Override
  public Credentials credentials(String userId) {
    return thread.read(handle -> AdministratorTable.credentials(handle, userId));
  }

  @Override
  public void keep(AccountChange change, AuditRecord record) {
    String userId = change.administrator().userId();
    thread.obey(
        handle -> {
          AdministratorTable.keep(handle, change.administrator());
          change
              .credentials()
              .ifPresent(c -> {
                AdministratorTable.keep(handle, userId, c);
                AdministratorTable.endLink(handle, userId);
              });
          change.link().ifPresent(link -> AdministratorTable.keep(handle, link));
          if (change.endsSessions()) {
            SessionTable.endOthers(handle, userId, change.spared());
          }
          writing.append(handle, record);
        },
        () -> remember(change.administrator()));
  }

  @Override
  public void remove(String userId, AuditRecord record) {
    thread.obey(
        handle -> {
          AdministratorTable.remove(handle, userId);
          writing.append(handle, record);
        },
        () -> all.remove(userId));
  }

  @Override
  public void keep(OneTimeLink link) {
    thread.obey(handle -> AdministratorTable.keep(handle, link), () -> {});
  }

  @Override
  public Optional<OneTimeLink> link(String sha256) {
    return thread.read(handle -> AdministratorTable.link(handle, sha256));
  }
}
