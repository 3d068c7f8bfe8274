package org.sluice.store.facts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jdbi.v3.core.Handle;
import org.sluice.core.access.AccessStore;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.access.OneTimeLinks;
import org.sluice.core.administration.Refusal;
import org.sluice.core.audit.AuditRecord;

/** Administrators and one-time links of the facts. Thread-safe. */
public final class StoredAdministrators implements AccessStore, OneTimeLinks {
  private final FactsThread thread;
  private final AuditWriting writing;
  private final Map<String, Administrator> all = new ConcurrentSkipListMap<>();

  StoredAdministrators(Handle handle, FactsThread thread, AuditWriting writing) {
    this.thread = thread;
    this.writing = writing;
    AdministratorTable.read(handle).forEach(this::remember);
  }

  void refresh(Handle handle) {
    Map<String, Administrator> written = new TreeMap<>();
    AdministratorTable.read(handle).forEach(a -> written.put(a.userId(), a));
    all.keySet().retainAll(written.keySet());
    all.putAll(written);
  }

  /** Within a transaction: tells the other nodes. */
  static void changed(Handle handle) {
    Dialect.of(handle).changed(handle, Topic.ADMINISTRATORS, "");
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
          redeem(handle, change.redeemed());
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
          changed(handle);
          writing.append(handle, record);
        },
        () -> remember(change.administrator()));
  }

  /** Whoever comes second with a link finds no row: the database lets one take it away. */
  private static void redeem(Handle handle, String sha256) {
    if (!sha256.isEmpty() && !AdministratorTable.takeLink(handle, sha256)) {
      throw new Refusal(
          Refusal.Kind.NOT_FOUND, "The link does not hold: it was used at this moment.");
    }
  }

  @Override
  public void remove(String userId, AuditRecord record) {
    thread.obey(
        handle -> {
          AdministratorTable.remove(handle, userId);
          changed(handle);
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
