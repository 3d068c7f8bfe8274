package org.sluice.store.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.store.redis.Connections.Acknowledged;
import org.sluice.store.redis.Wire.OrganizationUse;

/**
 * The functions of {@link Library}, called through Lettuce. A server that does not have them (new,
 * emptied, or a replica that was promoted before they reached it) is given them, and asked again.
 *
 * <p>Where all keys are on one server a charge sees the organization's counts itself. In a Cluster
 * they are in a slot of their own: {@link OrganizationCounts} reads them before and adds after.
 */
final class LettuceScript implements Script {
  private static final String CHARGE = Library.function("charge");

  private static final ScanArgs ALL_KEYS = ScanArgs.Builder.matches(Keys.ALL).limit(1_000);

  /** The clock of the server; the tests bring another. */
  static final LongSupplier OF_THE_SERVER = () -> 0;

  private final Connections connections;
  private final Keys keys;
  private final boolean cluster;
  private final boolean acknowledged;
  private final LongSupplier time;
  private final long timeoutMillis;
  private final OrganizationCounts counts = new OrganizationCounts(this);
  private final ExecutorService reopening =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("sluice-redis-reopen").factory());
  private final Keeping keeping = new Keeping(LoggerFactory.getLogger(Keeping.class));
  private volatile boolean suspect = true;

  LettuceScript(RedisOptions options, Parts parts, LongSupplier time) {
    this.connections = new Connections(options);
    this.keys = new Keys(parts);
    this.cluster = options.isCluster();
    this.acknowledged = options.acknowledging() > 0;
    this.time = time;
    this.timeoutMillis = options.timeout().toMillis();
  }

  @Override
  public CompletionStage<Answer> charge(
      Charge charge, long generation, long organization, boolean whole) {
    return inTime(
        cluster
            ? counts.charge(charge, organization, use -> send(charge, generation, whole, use))
            : send(charge, generation, whole, null).thenApply(Wire::answer));
  }

  /**
   * However many steps and repetitions it takes, who waits is answered when the timeout is over.
   * The steps go on until they have failed by themselves.
   */
  private <T> CompletionStage<T> inTime(CompletionStage<T> steps) {
    return steps.toCompletableFuture().copy().orTimeout(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  private CompletionStage<List<Object>> send(
      Charge charge, long generation, boolean whole, @Nullable OrganizationUse elsewhere) {
    List<byte[]> names = new ArrayList<>(4);
    names.add(keys.generation(charge.sender()));
    names.add(keys.sender(charge.sender()));
    if (charge.message() != 0) {
      names.add(keys.message(charge.sender(), charge.message()));
    }
    if (elsewhere == null) {
      names.add(Keys.ORGANIZATION);
    }
    byte[][] arguments = Wire.charge(charge, generation, whole, time.getAsLong(), elsewhere);
    return acknowledged
        ? acknowledged(CHARGE, names, arguments, Wire::passes, Wire::unacknowledged)
        : call(CHARGE, names, arguments);
  }

  /**
   * A step whose answer waits for the replicas where it has to.
   *
   * @param waits whether an answer has to
   * @param without what is answered if too few have it
   */
  private CompletionStage<List<Object>> acknowledged(
      String function,
      List<byte[]> names,
      byte[][] arguments,
      Predicate<List<Object>> waits,
      UnaryOperator<List<Object>> without) {
    byte[][] all = names.toArray(byte[][]::new);
    Supplier<CompletionStage<Acknowledged<List<Object>>>> ask =
        () ->
            connections.askAcknowledged(
                names.getFirst(), c -> c.fcall(function, ScriptOutputType.MULTI, all, arguments));
    return loaded(ask)
        .thenCompose(answer ->
            waits.test(answer.reply())
                ? watched(answer::byReplicas)
                    .thenApply(have -> have ? answer.reply() : without.apply(answer.reply()))
                : done(answer.reply()));
  }

  @Override
  public CompletionStage<Void> withdraw(SenderKey sender, long message) {
    List<byte[]> names =
        withOrganization(List.of(keys.sender(sender), keys.message(sender, message)));
    return inTime(
        call(Library.function("withdraw"), names, Wire.numbers(time.getAsLong()))
            .thenCompose(
                back -> cluster ? counts.giveBack(back) : CompletableFuture.completedStage(null)));
  }

  @Override
  public CompletionStage<Seen> look(SenderKey sender, Held held, long afreshMillis) {
    return inTime(
        call(
                Library.function("look"),
                withOrganization(List.of(keys.sender(sender))),
                Wire.look(time.getAsLong(), held, afreshMillis))
            .thenCompose(reply -> cluster ? counts.into(reply) : done(reply))
            .thenApply(Wire::seen));
  }

  private static CompletionStage<List<Object>> done(List<Object> reply) {
    return CompletableFuture.completedStage(reply);
  }

  private List<byte[]> withOrganization(List<byte[]> names) {
    if (cluster) {
      return names;
    }
    List<byte[]> all = new ArrayList<>(names);
    all.add(Keys.ORGANIZATION);
    return all;
  }

  /** Changes the organization's counts and answers them. */
  CompletionStage<List<Object>> organization(byte[][] arguments) {
    return call(Library.function("organization"), organizationNames(), arguments);
  }

  /** The same, answered when replicas have it where they have to. */
  CompletionStage<List<Object>> organizationForCertain(byte[][] arguments) {
    return acknowledged
        ? acknowledged(
            Library.function("organization"),
            organizationNames(),
            arguments,
            reply -> true,
            OrganizationCounts::unacknowledged)
        : organization(arguments);
  }

  private List<byte[]> organizationNames() {
    return List.of(keys.generation(keys.organization()), Keys.ORGANIZATION);
  }

  /** The instant that a call counts at; 0 for the server's clock. */
  long atMillis() {
    return time.getAsLong();
  }

  @Override
  public CompletionStage<Void> mark(Mark mark) {
    return inTime(
        this.<Object>function(
                Library.function("mark"),
                ScriptOutputType.INTEGER,
                List.of(keys.sender(mark.sender())),
                Wire.mark(time.getAsLong(), mark))
            .thenAccept(done -> {}));
  }

  @Override
  public CompletionStage<Void> merge(SenderRecord counted, long id, long generation) {
    List<byte[]> names =
        List.of(
            keys.generation(counted.sender()),
            keys.sender(counted.sender()),
            keys.merged(counted.sender(), id));
    return told(
        Library.function("merge"), names, Wire.merge(generation, time.getAsLong(), counted));
  }

  @Override
  public CompletionStage<Void> merge(OrganizationRecord counted, long id, long generation) {
    List<byte[]> names =
        List.of(keys.generation(keys.organization()), Keys.ORGANIZATION, keys.merged(id));
    return told(
        Library.function("merge_organization"),
        names,
        Wire.merge(generation, time.getAsLong(), counted));
  }

  /** What is counted of a sender, for who takes it elsewhere; empty if nothing is. */
  CompletionStage<Optional<SenderRecord>> record(SenderKey sender) {
    return call(
            Library.function("record"),
            List.of(keys.sender(sender)),
            Wire.numbers(time.getAsLong()))
        .thenApply(reply -> Wire.record(sender, reply));
  }

  /** The same of all senders together, and the server's clock before it. */
  CompletionStage<List<Object>> organizationRecord() {
    return call(
        Library.function("organization_record"),
        List.of(Keys.ORGANIZATION),
        Wire.numbers(time.getAsLong()));
  }

  /** The keys from a cursor on, of every master. */
  CompletionStage<KeyScanCursor<byte[]>> scan(ScanCursor cursor) {
    return watched(() -> connections.ask(c -> c.scan(cursor, ALL_KEYS)));
  }

  /**
   * A step that is done only if the generation is still the one that was known. If replicas are
   * waited for, it is over when enough have it, or were too few: a master that is lost before that
   * fails it, so that it is done again.
   */
  private CompletionStage<Void> told(String function, List<byte[]> names, byte[][] arguments) {
    CompletionStage<Long> asked =
        acknowledged
            ? replicated(function, names, arguments)
            : function(function, ScriptOutputType.INTEGER, names, arguments);
    return asked.thenAccept(done -> {
      if (done < 0) {
        throw new IllegalStateException("it was emptied");
      }
    });
  }

  private CompletionStage<Long> replicated(
      String function, List<byte[]> names, byte[][] arguments) {
    byte[][] all = names.toArray(byte[][]::new);
    return this.<Acknowledged<Long>>loaded(() ->
            connections.askAcknowledged(
                names.getFirst(),
                c -> c.<Long>fcall(function, ScriptOutputType.INTEGER, all, arguments)))
        .thenCompose(answer -> watched(answer::byReplicas).thenApply(have -> answer.reply()));
  }

  @Override
  public CompletionStage<Part> part(int part, boolean give, String node) {
    byte[][] arguments = {Wire.number(give ? 1 : 0), Keys.ascii(node)};
    return call(Library.function("part"), marks(part), arguments).thenApply(Wire::part);
  }

  @Override
  public CompletionStage<Void> join(int part, long generation, String node) {
    return told(
        Library.function("join"),
        marks(part),
        new byte[][] {Wire.number(generation), Keys.ascii(node)});
  }

  private List<byte[]> marks(int part) {
    return List.of(keys.generation(part), keys.nodes(part));
  }

  @Override
  public CompletionStage<Present> present(String node) {
    CompletionStage<Void> open =
        suspect
            ? CompletableFuture.runAsync(this::reopen, reopening)
            : CompletableFuture.completedStage(null);
    List<byte[]> names = List.of(keys.generation(keys.organization()), Keys.PRESENT);
    return open.thenCompose(
            opened -> call(Library.function("present"), names, new byte[][] {Keys.ascii(node)}))
        .thenApply(Wire::present);
  }

  @Override
  public CompletionStage<Void> leave(String node) {
    return this.<Object>function(
            Library.function("leave"),
            ScriptOutputType.INTEGER,
            List.of(Keys.LEFT),
            new byte[][] {Keys.ascii(node)})
        .thenAccept(done -> {});
  }

  /** When each node left that did, by the server's clock in Unix milliseconds. */
  CompletionStage<Map<String, Long>> left() {
    return watched(() -> connections.ask(c -> c.hgetall(Keys.LEFT))).thenApply(Wire::instants);
  }

  private void reopen() {
    connections.reopen();
    suspect = false;
    connections.information().forEach(each -> each.thenAccept(keeping::heard));
  }

  private CompletionStage<List<Object>> call(
      String function, List<byte[]> names, byte[][] arguments) {
    return function(function, ScriptOutputType.MULTI, names, arguments);
  }

  private <T> CompletionStage<T> function(
      String function, ScriptOutputType type, List<byte[]> names, byte[][] arguments) {
    byte[][] all = names.toArray(byte[][]::new);
    return loaded(() -> connections.ask(c -> c.fcall(function, type, all, arguments)));
  }

  /** Asks, and once more if the server lacked the functions. */
  private <T> CompletionStage<T> loaded(Supplier<? extends CompletionStage<T>> ask) {
    return this.<T>watched(ask)
        .exceptionallyCompose(failure ->
            lacksFunctions(failure)
                ? watched(() -> connections.load(Library.TEXT))
                    .thenCompose(l -> this.<T>watched(ask))
                : CompletableFuture.failedStage(failure));
  }

  /**
   * Remembers that the connections cannot be trusted once one of them failed. A command to a
   * Cluster that has lost a master may be forgotten between two connections, and never ends by
   * itself.
   */
  private <T> CompletionStage<T> watched(Supplier<? extends CompletionStage<T>> ask) {
    CompletionStage<T> asked;
    try {
      asked = ask.get();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedStage(e);
    }
    if (cluster) {
      asked = asked.toCompletableFuture().orTimeout(2 * timeoutMillis, TimeUnit.MILLISECONDS);
    }
    return asked.whenComplete((reply, failure) -> {
      if (failure != null && !lacksFunctions(failure)) {
        suspect = true;
      }
    });
  }

  private static boolean lacksFunctions(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    return cause instanceof RedisCommandExecutionException
        && String.valueOf(cause.getMessage()).contains("Function not found");
  }

  @Override
  public List<String> lackingReplicas() {
    return connections.lackingReplicas();
  }

  @Override
  public void close() {
    reopening.shutdown();
    connections.close();
  }
}
