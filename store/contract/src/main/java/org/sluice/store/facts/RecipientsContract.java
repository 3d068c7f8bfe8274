package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.AdministratorVerbs;
import org.sluice.core.administration.AlertPolicyVerbs;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.Audience;
import org.sluice.core.alert.Telling;
import org.sluice.core.mail.Domains;

/** Whom somebody who writes an alert policy is offered as recipients, and who is offered any. */
public abstract class RecipientsContract extends ToldFactsContract {
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "");
  private static final Domains OF_EXAMPLE = new Domains(List.of("example.org"));

  private Administration mailing(List<String> admins) {
    facts.close();
    Audience audience = new Audience(admins, true, List.of(), false, false, "");
    facts = place.open(folder, NOON, new FactsOptions(() -> 180, () -> audience, () -> {}));
    return Verbs.on(facts, ReleasesContract.settings(0), () -> NOON);
  }

  @Test
  void recipients_to_choose_from_are_the_administrators_who_may_hear_of_any_sender() {
    Administration verbs = mailing(List.of("Duty@example.org"));
    add(verbs, "duty@example.org", Role.GlobalAdministrator, Domains.ALL);
    add(verbs, "anna@example.org", Role.SecurityAdministrator, Domains.ALL);
    add(verbs, "rita@example.org", Role.SecurityReader, Domains.ALL);
    add(verbs, "part@example.org", Role.GlobalAdministrator, OF_EXAMPLE);
    add(verbs, "left@example.org", Role.GlobalAdministrator, Domains.ALL);
    verbs
        .access()
        .administrators()
        .change(
            ROOT,
            "left@example.org",
            new AdministratorVerbs.Change(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(false),
                Optional.empty()));
    AlertPolicy lost = facts.alerts().policies().find(AlertPolicies.STORE_LOST).orElseThrow();
    Telling pager = new Telling(true, List.of(Telling.TENANT_ADMINS, "pager@example.net"), 0);
    var _ =
        verbs
            .alertPolicies()
            .change(ROOT, lost.name(), Map.of(), p -> p.with(p.enabled(), p.severity(), pager));
    assertThat(verbs.alertPolicies().recipients(new Actor("s", Role.SecurityAdministrator, "")))
        .containsExactly(
            "TenantAdmins",
            "Duty@example.org",
            "anna@example.org",
            "rita@example.org",
            "pager@example.net");
  }

  @Test
  void recipients_are_offered_to_those_alone_who_may_write_an_alert_policy() {
    AlertPolicyVerbs verbs = mailing(List.of("duty@example.org")).alertPolicies();
    for (Actor actor :
        List.of(
            new Actor("r", Role.SecurityReader, ""),
            new Actor("m", Role.MailServer, ""),
            new Actor("part", Role.GlobalAdministrator, "", OF_EXAMPLE))) {
      assertThatThrownBy(() -> verbs.recipients(actor))
          .isInstanceOfSatisfying(
              Refusal.class, e -> assertThat(e.kind()).isEqualTo(Refusal.Kind.FORBIDDEN));
    }
  }

  @ParameterizedTest
  @CsvSource({"498, 499", "499, 500", "500, 500"})
  void so_many_recipients_are_offered(int admins, int offered) {
    List<String> addresses =
        IntStream.range(0, admins).mapToObj(i -> "a" + i + "@example.org").toList();
    assertThat(mailing(addresses).alertPolicies().recipients(ROOT))
        .hasSize(offered)
        .contains("TenantAdmins");
  }

  private static void add(Administration verbs, String address, Role role, Domains domains) {
    var _ = verbs.access().administrators().add(ROOT, address, "", role, domains);
  }
}
