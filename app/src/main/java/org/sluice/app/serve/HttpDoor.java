package org.sluice.app.serve;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.sluice.core.administration.Administration;
import org.sluice.portal.cmdlet.CmdletSite;
import org.sluice.portal.decide.DecisionPages;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.HttpServer;
import org.sluice.portal.monitoring.DecisionCounts;
import org.sluice.portal.monitoring.Monitoring;
import org.sluice.portal.page.PageSite;
import org.sluice.portal.rest.RestSite;
import org.sluice.portal.session.SignInSite;

/**
 * The door of administrators, of what watches the server, and of who asks over HTTP.
 *
 * @param address where it listens
 * @param url how this machine reaches it
 * @param routes every route that it answers
 */
record HttpDoor(String address, String url, List<String> routes) {

  /** Listens. */
  static HttpDoor open(
      String address,
      Administration verbs,
      Door way,
      Signs signs,
      List<DecisionCounts> counts,
      Function<Admission, PageSite> pages,
      InForce inForce,
      ServerClock clock,
      Opened opened)
      throws IOException {
    HostPort wanted = HostPort.parse(address);
    SignInSite signIn =
        new SignInSite(
            verbs.access(),
            inForce::tokens,
            inForce::sessions,
            inForce::provider,
            clock::instant,
            wanted.host());
    Admission admission = signIn.admission();
    CmdletSite cmdlets =
        new CmdletSite(
            verbs,
            inForce::settings,
            () -> inForce.sessions().url(),
            admission,
            clock::monotonicMillis);
    RestSite rest = new RestSite(verbs, admission);
    Monitoring monitoring = opened.add(new Monitoring(signs, counts, admission));
    DecisionPages decisions =
        new DecisionPages(way::ask, way::tooLarge, inForce::settings, admission);
    HttpServer server =
        opened.add(
            new HttpServer(
                List.of(pages.apply(admission), cmdlets, rest, signIn, monitoring, decisions)));
    HostPort actual = wanted.withPort(server.listen(wanted.host(), wanted.port()));
    return new HttpDoor(actual.toString(), actual.url(), server.routes());
  }
}
