package org.sluice.store.facts;

import java.util.ArrayList;
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
import org.sluice.core.access.ProviderAccount;
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
  public Optional<Administrator> boundTo(ProviderAccount account) {
    return thread.read(handle -> AdministratorTable.find(handle, account));
  }

  @Override
  public void keep(AccountChange change, AuditRecord record) {
    String userId = change.administrator().userId();
    List<Administrator> kept = new ArrayList<>();
    thread.obey(
        handle -> {
          kept.clear();
          redeem(handle, change.redeemed());
          requireUnchanged(handle, change);
          change.before().ifPresent(before -> requireOneLeft(handle, before));
          if (change.credentials().isPresent()) {
            AdministratorTable.endLink(handle, userId);
          }
          change.link().ifPresent(link -> AdministratorTable.keep(handle, link));
          if (change.endsSessions()) {
            SessionTable.endOthers(handle, userId, change.spared());
          }
          changed(handle);
          writing.append(handle, record);
          AdministratorTable.find(handle, userId).ifPresent(kept::add);
        },
        () -> kept.forEach(this::remember));
  }

  /** Of two who can do all, two nodes may each take one away: they are counted where both write. */
  private static void requireOneLeft(Handle handle, Administrator before) {
    if (before.canDoAll()
        && AdministratorTable.read(handle).stream().noneMatch(Administrator::canDoAll)) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          "Somebody else took the rights of another Global Administrator at this moment, and '"
              + before.userId()
              + "' is the last one. Nothing of yours was saved.");
    }
  }

  /** What an administrator started from is held against what is there by the write itself. */
  private static void requireUnchanged(Handle handle, AccountChange change) {
    Administrator after = change.administrator();
    boolean kept =
        change.before().isEmpty()
            ? AdministratorTable.add(handle, after)
            : AdministratorTable.change(handle, change.before().get(), after);
    boolean proved =
        change
            .credentials()
            .map(p -> AdministratorTable.change(handle, after.userId(), p.before(), p.after()))
            .orElse(true);
    if (!kept || !proved) {
      throw new Refusal(
          Refusal.Kind.CONFLICT,
          "'"
              + after.userId()
              + "' was changed by somebody else at this moment. Nothing of yours was saved; look"
              + " what holds now, and try again.");
    }
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
          Optional<Administrator> before = AdministratorTable.find(handle, userId);
          AdministratorTable.remove(handle, userId);
          before.ifPresent(removed -> requireOneLeft(handle, removed));
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
