package org.sluice.app.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.configuration.Options;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Ports;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.SendingPatterns;
import org.sluice.core.decision.Guard;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.report.ReportDesk;
import org.sluice.core.restriction.RestrictionFlags;
import org.sluice.portal.http.Admission;
import org.sluice.portal.monitoring.DecisionMinutes;
import org.sluice.portal.page.PageSite;
import org.sluice.portal.page.frame.Backing;
import org.sluice.portal.page.frame.Live;
import org.sluice.portal.session.RandomSecrets;
import org.sluice.server.proxy.HopSubmission;
import org.sluice.server.proxy.ProxySettings;
import org.sluice.server.socket.EventLoop;
import org.sluice.store.embedded.ledger.Durability;
import org.sluice.store.embedded.ledger.EmbeddedLedger;
import org.sluice.store.embedded.ledger.JournalFiles;
import org.sluice.store.embedded.ledger.LedgerFailure;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.facts.FactsOptions;

/** The main job: everything between Postfix's question and the disk. Thread-safe. */
public final class RunningServer implements AutoCloseable {
  private static final String LEDGER = "ledger";

  private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

  private final ServeOptions options;
  private final Opened opened;
  private final InForce inForce;
  private final List<String> delegation;
  private final List<String> milter;
  private final HttpDoor http;
  private final Supplier<Optional<String>> invitation;
  private final Optional<String> first;
  private final Housekeeping housekeeping;
  private final ProxyDoor proxy;
  private final Administration verbs;

  private RunningServer(
      ServeOptions options,
      Opened opened,
      InForce inForce,
      List<String> delegation,
      List<String> milter,
      HttpDoor http,
      Supplier<Optional<String>> invitation,
      Housekeeping housekeeping,
      ProxyDoor proxy,
      Administration verbs) {
    this.options = options;
    this.opened = opened;
    this.inForce = inForce;
    this.delegation = delegation;
    this.milter = milter;
    this.http = http;
    this.invitation = invitation;
    this.first = invitation.get();
    this.housekeeping = housekeeping;
    this.proxy = proxy;
    this.verbs = verbs;
  }

  /**
   * Starts.
   *
   * @throws StartRefused if something it needs cannot be had; then nothing runs
   */
  public static RunningServer start(ServeOptions options) {
    Opened opened = new Opened();
    try {
      return assemble(options, opened);
    } catch (LedgerFailure | FactsFailure | IOException e) {
      opened.close();
      throw new StartRefused(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** What is opened first is closed last: the doors close before what they need. */
  private static RunningServer assemble(ServeOptions options, Opened opened) throws IOException {
    Configuration configuration = options.configuration();
    Path data = dataDirectory(options.data());
    String token = AccessFile.newToken();
    InForce inForce = new InForce(configuration, token);

    EventLoop loop = opened.add(new EventLoop());
    EmbeddedLedger ledger = ledger(data, configuration.powerSafe(), loop, opened);
    Ledgers ledgers = opened.add(new Ledgers(ledger, configuration.redis(), data));
    ServerClock clock =
        new ServerClock(
            options.time(),
            ledger.timeOffsetMillis(),
            ledger.lastSteadyMillis(),
            ledgers::sharedMillis);
    ProxyDoor proxy = new ProxyDoor(configuration.proxy(), data, options.time());
    HopSubmission hop = proxy.submission(loop);
    Notifications notifications =
        opened.add(
            new Notifications(
                inForce::notifying,
                mail -> new MailRoute(mail, inForce::reportsOverNextHop, hop),
                clock::instant));
    Live live = new Live();
    Facts facts =
        opened.add(
            FactsPlace.open(
                configuration.postgresql(),
                data,
                clock::instant,
                factsOptions(inForce, notifications, live, ledgers.flags())));
    ledgers.begin(facts::standings);
    LimitLedger asked = ledgers.asked();
    SendingPatterns patterns = new SendingPatterns(asked, facts.history(), facts);
    Guard guard = new Guard(inForce::settings, facts::book, asked, facts, facts, patterns);
    Administration verbs = verbs(facts, asked, patterns, notifications, inForce, clock);
    inForce.begin(data, verbs.audit());
    opened.add(
        notifications.start(facts.outbox(), facts.mark(), configuration.postgresql().isPresent()));
    RefusalLog refusals = opened.add(new RefusalLog());
    Reports reports = reports(facts, clock, inForce, refusals);
    ReportDesk milterDesk = reports.desk("milter", () -> inForce.ndr().milter());
    ReportDesk proxyDesk = reports.desk("proxy", () -> inForce.ndr().proxy());
    Doors ways = new Doors(guard, clock, refusals);
    Door delegationWay = ways.named("delegation");
    MilterWays milterWays = new MilterWays(inForce, options.time()::monotonicMillis, refusals);
    Door milterWay =
        ways.named("milter", reports.comesLater(milterDesk).or(milterWays.comesLater()));
    Door httpWay = ways.named("http");
    Door proxyWay = ways.named("proxy", reports.comesLater(proxyDesk));
    Signs signs =
        new Signs(ledger, ledgers, facts, patterns, refusals, reports, milterWays, verbs, clock);
    Stores stores = new Stores(ledger, ledgers, facts, Notifications.hostname());
    StoreAlarm alarm = new StoreAlarm(stores::signs, facts, opened.add(notifications.direct()));
    DecisionMinutes minutes = new DecisionMinutes(ways.counts());
    Housekeeping housekeeping =
        opened.add(new Housekeeping(ledger, facts, patterns, minutes, alarm, clock));
    housekeeping.start();

    Configuration.Listening doors = configuration.listening();
    HttpDoor http =
        HttpDoor.open(
            doors.administration(),
            verbs,
            httpWay,
            signs,
            ways.counts(),
            admission ->
                pages(admission, verbs, inForce, clock, signs, minutes, live, node(configuration)),
            inForce,
            clock,
            opened);
    opened.add(live);
    List<String> delegation =
        DelegationDoor.open(doors, loop, delegationWay, options.time(), opened);
    List<String> milter =
        MilterDoor.open(
            doors.milter(),
            loop,
            milterWay,
            milterDesk,
            milterWays,
            inForce,
            options.time(),
            opened);
    proxy.open(loop, new ProxyGatekeeper(proxyWay, proxyDesk, inForce::settings), opened);

    AccessFile access = new AccessFile(data);
    access.write(http.url(), token);
    opened.add(access::delete);
    warnOfUnheard(verbs, options.configuration());
    Supplier<Optional<String>> invitation =
        () -> FirstLink.of(verbs.access().account(), http.url(), inForce.sessions().url());
    return new RunningServer(
        options, opened, inForce, delegation, milter, http, invitation, housekeeping, proxy, verbs);
  }

  private static Administration verbs(
      Facts facts,
      LimitLedger ledger,
      SendingPatterns patterns,
      Notifications notifications,
      InForce inForce,
      ServerClock clock) {
    return new Administration(
        new Ports(
            facts,
            ledger,
            facts.auditLog(),
            facts.alerts(),
            facts.outbox(),
            notifications.test(),
            facts.access(new RandomSecrets()),
            facts.history(),
            patterns),
        inForce::settings,
        clock);
  }

  private static Reports reports(
      Facts facts, ServerClock clock, InForce inForce, RefusalLog refusals) {
    String machine = Notifications.hostname();
    return new Reports(
        facts.reports(), clock, () -> inForce.ndr().style(machine), inForce::settings, refusals);
  }

  private static PageSite pages(
      Admission admission,
      Administration verbs,
      InForce inForce,
      ServerClock clock,
      Signs signs,
      DecisionMinutes minutes,
      Live live,
      String node) {
    return new PageSite(
        new Backing(
            verbs, inForce::settings, inForce::links, clock::instant, signs, minutes, live, node),
        admission);
  }

  /** What this server is called if it shares its facts with others; empty if it is alone. */
  private static String node(Configuration configuration) {
    String host = Notifications.hostname();
    return !configuration.postgresql().isPresent() ? "" : host.equals("-") ? "this node" : host;
  }

  private static Path dataDirectory(Path data) throws IOException {
    try {
      return Files.createDirectories(
          data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new IOException("The data directory " + data + " cannot be made: " + e, e);
    }
  }

  /** Power-safe, each group waits for the disk, so it is written beside the event loop. */
  private static EmbeddedLedger ledger(
      Path data, boolean powerSafe, EventLoop loop, Opened opened) {
    ExecutorService background = opened.add(thread("sluice-background"));
    Executor committer = powerSafe ? opened.add(thread("sluice-commit")) : loop;
    return opened.add(
        EmbeddedLedger.open(
            data.resolve(LEDGER),
            JournalFiles.onDisk(),
            powerSafe ? Durability.POWER : Durability.PROCESS,
            committer,
            background));
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  private static FactsOptions factsOptions(
      InForce inForce, Notifications notifications, Live live, RestrictionFlags flags) {
    return new FactsOptions(
        inForce::retentionDays,
        () -> inForce.notifying().audience(),
        () -> {
          notifications.wake();
          live.changed();
        },
        flags);
  }

  /** Where policy delegation listens; a port 0 of the configuration is a real one here. */
  public List<String> delegation() {
    return delegation;
  }

  /**
   * What the starting server prints.
   *
   * @param isKept whether others than who looks at it now may read it later: then there is no link
   *     on it that makes an administrator
   */
  public String banner(String version, long millis, boolean isKept) {
    return Banner.of(
        version,
        options.data(),
        FactsPlace.described(options.configuration().postgresql()),
        delegation,
        milter,
        http.address(),
        first,
        isKept,
        proxy,
        options.configuration().redisAlone(),
        millis);
  }

  /** Every route of the administration port, such as {@code GET /metrics}. */
  public List<String> routes() {
    return http.routes();
  }

  /** Where the first administrator is made, while there is none. */
  public Optional<String> firstLink() {
    return first;
  }

  /** A new link for the first administrator, while there is none; the one before holds no more. */
  public Optional<String> invite() {
    return invitation.get();
  }

  /** Does now what is done each second, and returns when it is done. */
  public void keepHouse() {
    housekeeping.now();
  }

  /**
   * Puts a configuration in force, but for what needs a restart and for a {@code [proxy]} that
   * cannot be: that is said in the log.
   *
   * @return the options that changed, by name
   * @throws Refusal if it cannot be recorded; then nothing changed
   */
  public List<String> reload(Configuration configuration) {
    Optional<ProxySettings> taken = proxy.prepare(configuration.proxy());
    List<String> changed = inForce.changes(configuration, taken.isPresent());
    verbs
        .audit()
        .reloaded(
            inForce.local(), changed, changed.stream().filter(Options::needsRestart).toList());
    inForce.replace(configuration, taken.isPresent());
    taken.ifPresent(proxy::replace);
    warnOfUnheard(verbs, configuration);
    return changed;
  }

  private static void warnOfUnheard(Administration verbs, Configuration configuration) {
    verbs.alertPolicies().unheard().ifPresent(LOG::warn);
    verbs.alertPolicies().unsentSpamNotices().ifPresent(LOG::warn);
    configuration.untoldUsers().ifPresent(LOG::info);
  }

  /** Accepts no more, answers what is being asked, writes what is pending and lets go. */
  @Override
  public void close() {
    opened.close();
  }
}
