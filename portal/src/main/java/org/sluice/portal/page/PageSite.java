package org.sluice.portal.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import org.sluice.portal.http.Admission;
import org.sluice.portal.http.Site;
import org.sluice.portal.page.alert.AlertPages;
import org.sluice.portal.page.alert.AlertPolicyPages;
import org.sluice.portal.page.audit.AuditPages;
import org.sluice.portal.page.entity.EntityPages;
import org.sluice.portal.page.frame.Backing;
import org.sluice.portal.page.frame.Frame;
import org.sluice.portal.page.frame.Routes;
import org.sluice.portal.page.overview.OverviewPages;
import org.sluice.portal.page.policy.PolicyListPages;
import org.sluice.portal.page.restricted.RestrictedPages;
import org.sluice.portal.page.settings.SettingsPages;

/** The pages that administrators open. Roles are checked by the verbs. Thread-safe. */
public final class PageSite implements Site {
  private final Admission admission;
  private final Backing backing;
  private final Frame frame;

  public PageSite(Backing backing, Admission admission) {
    this.admission = admission;
    this.backing = backing;
    this.frame = new Frame(backing);
  }

  @Override
  public List<String> paths() {
    return List.of("/");
  }

  @Override
  public void addTo(RoutesConfig config) {
    config.get("/assets/{hash}/{name}", frame.assets()::answer);
    Routes routes = new Routes(config, admission, frame);
    routes.live(backing.live());
    new OverviewPages().addTo(routes);
    new RestrictedPages().addTo(routes);
    new EntityPages().addTo(routes);
    new AlertPolicyPages().addTo(routes);
    new PolicyListPages().addTo(routes);
    new AlertPages().addTo(routes);
    new AuditPages().addTo(routes);
    new SettingsPages().addTo(routes);
  }

  @Override
  public void refuse(Context context, int status, String words) {
    frame.alone(
        context,
        HttpStatus.forStatus(status),
        status == 404 ? "Nothing here" : "That did not work",
        words);
  }
}
