package org.sluice.app.serve;

import java.io.IOException;
import java.util.List;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Role;
import org.sluice.portal.cmdlet.CmdletSite;
import org.sluice.portal.decide.DecisionPages;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.HttpServer;
import org.sluice.portal.monitoring.Monitoring;
import org.sluice.portal.page.PageSite;
import org.sluice.portal.rest.RestSite;

/** Opens the door of administrators, of what watches the server, and of who asks over HTTP. */
final class HttpDoor {
  private HttpDoor() {}

  /** Listens; tells where. */
  static HostPort open(
      String address,
      Administration verbs,
      Door way,
      Monitoring monitoring,
      PageSite pages,
      InForce inForce,
      Opened opened)
      throws IOException {
    DecisionPages decisions =
        new DecisionPages(
            way::ask,
            inForce::settings,
            authorization -> inForce.tokens().holds(authorization, Role.MailServer));
    Admission admission = context -> inForce.tokens().actor(context);
    CmdletSite cmdlets = new CmdletSite(verbs, inForce::settings, admission);
    RestSite rest = new RestSite(verbs, admission);
    HttpServer server =
        opened.add(new HttpServer(List.of(pages, cmdlets, rest, monitoring, decisions)));
    HostPort wanted = HostPort.parse(address);
    return wanted.withPort(server.listen(wanted.host(), wanted.port()));
  }
}
