package org.sluice.core.administration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sluice.core.access.Role;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditRecord.Modified;
import org.sluice.core.audit.ChainedRecord;

/** Alerts: list them, look at one, carry one through its life. */
public final class AlertVerbs {
  /** The longest name of an assignee, in characters. */
  public static final int MOST_ASSIGNEE = 254;

  /** The most audit records that are shown of one alert, where nobody asks for fewer. */
  public static final int MOST_RECORDS = 100;

  private final Act act;
  private final AlertStore store;
  private final AuditLog log;

  AlertVerbs(Act act, AlertStore store, AuditLog log) {
    this.act = act;
    this.store = store;
    this.log = log;
  }

  /**
   * What an administrator changes; what is empty stays.
   *
   * @param comment added to those that are there
   */
  public record Change(
      Optional<Alert.Status> status,
      Optional<String> assignee,
      Optional<Alert.Classification> classification,
      Optional<String> comment) {}

  /**
   * An alert, its comments and the audit records behind it.
   *
   * @param records of the events that joined it, the first of them, oldest first; those that
   *     retention has cut are missing
   * @param unreadable where those of them stand that somebody has made unreadable
   */
  public record Shown(
      Alert alert,
      AlertSubject subject,
      List<Alert.Comment> comments,
      List<ChainedRecord> records,
      List<AuditPlace> unreadable) {}

  /** Alerts about whom the actor sees, newest first. */
  public List<Alert> list(Actor actor, AlertStore.AlertQuery query, int most) {
    Act.require(actor, Role.SecurityReader, "list alerts");
    return store.list(query.within(actor.domains()), most);
  }

  /**
   * How many alerts there are about whom the actor sees; with a text to be looked for, at most
   * {@value AlertStore#MOST_COUNTED}, which are this many or more.
   */
  public long count(Actor actor, AlertStore.AlertQuery query) {
    Act.require(actor, Role.SecurityReader, "count alerts");
    return store.count(query.within(actor.domains()));
  }

  /**
   * One alert.
   *
   * @param id its identifier, or the beginning of it, as long as it is the only one
   */
  public Shown show(Actor actor, String id) {
    return show(actor, id, MOST_RECORDS);
  }

  /** The same with the audit records of at most so many events. */
  public Shown show(Actor actor, String id, int mostRecords) {
    Act.require(actor, Role.SecurityReader, "show an alert");
    AlertStore.Whole whole = find(actor, id);
    List<ChainedRecord> records = new ArrayList<>();
    List<AuditPlace> unreadable = new ArrayList<>();
    for (long number : whole.events().stream().limit(mostRecords).toList()) {
      try {
        log.at(number).ifPresent(records::add);
      } catch (DamagedRecord e) {
        unreadable.add(e.place());
      }
    }
    AlertSubject subject = AlertSubject.of(whole.alert(), store.policies());
    return new Shown(whole.alert(), subject, whole.comments(), records, unreadable);
  }

  /** Changes an alert. */
  public Alert change(Actor actor, String id, Change change, Map<String, String> parameters) {
    return change(actor, id, change, parameters, before -> {});
  }

  /** The same, after {@code check} has seen in the same turn what is there; it may throw. */
  public Alert change(
      Actor actor,
      String id,
      Change change,
      Map<String, String> parameters,
      Consumer<Alert> check) {
    AuditOperation operation = AuditOperation.SET_ALERT;
    return act.inTurn(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          AlertStore.Whole whole = find(actor, id);
          check(change, whole);
          Instant now = act.now();
          Alert before = whole.alert();
          check.accept(before);
          Alert after =
              before.changed(
                  now,
                  change.status().orElse(before.status()),
                  change.assignee().orElse(before.assignee()),
                  change.classification().orElse(before.classification()));
          boolean kept =
              store.change(
                  before,
                  after,
                  change.comment().map(text -> new Alert.Comment(now, actor.userId(), text)),
                  act.record(actor, operation, before.id(), parameters, modified(before, after)));
          if (!kept) {
            throw new Refusal(
                Refusal.Kind.CONFLICT,
                "Nothing was changed: somebody else has changed the alert at this moment, or its"
                    + " restriction was lifted. Look at it again, and repeat what still has to be"
                    + " done.");
          }
          return after;
        });
  }

  private static void check(Change change, AlertStore.Whole whole) {
    boolean tooLong =
        change.assignee().filter(a -> a.length() > MOST_ASSIGNEE).isPresent()
            || change.comment().filter(c -> c.length() > Alert.Comment.MOST_TEXT).isPresent();
    if (tooLong) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "A comment has at most "
              + Alert.Comment.MOST_TEXT
              + " characters, the name of an assignee "
              + MOST_ASSIGNEE
              + ".");
    }
    change.assignee().ifPresent(a -> Names.checkLine("name of the assignee", a));
    change.comment().ifPresent(c -> Names.checkWords("comment", c));
    if (change.comment().isPresent() && whole.comments().size() >= Alert.Comment.MOST) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "The alert has " + Alert.Comment.MOST + " comments already, the most there may be.");
    }
  }

  private AlertStore.Whole find(Actor actor, String id) {
    return store
        .find(id)
        .filter(whole -> actor.sees(whole.alert().entity()))
        .orElseThrow(() ->
            new Refusal(
                Refusal.Kind.NOT_FOUND,
                "The alert '"
                    + id
                    + "' couldn't be found: there is none, or more than one whose identifier"
                    + " begins so."));
  }

  private static List<Modified> modified(Alert before, Alert after) {
    List<Modified> changes = new ArrayList<>();
    add(changes, "Status", before.status().title(), after.status().title());
    add(changes, "AssignedTo", before.assignee(), after.assignee());
    add(changes, "Classification", before.classification().name(), after.classification().name());
    return changes;
  }

  static void add(List<Modified> changes, String name, String before, String after) {
    if (!before.equals(after)) {
      changes.add(new Modified(name, before, after));
    }
  }
}
