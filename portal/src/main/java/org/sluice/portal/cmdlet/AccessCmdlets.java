package org.sluice.portal.cmdlet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.ApiToken;
import org.sluice.core.access.Role;
import org.sluice.core.access.WebSession;
import org.sluice.core.administration.AccessVerbs;
import org.sluice.core.administration.AdministratorVerbs;
import org.sluice.core.administration.TokenVerbs;
import org.sluice.core.mail.Domains;

/** Administrators, their sessions and API tokens. All of it is Sluice's own. */
final class AccessCmdlets {
  private static final String IDENTITY = "Identity";
  private static final String DOMAINS = "Domains";
  private static final String ROLE = "Role";
  private static final Parameter PERSON =
      Parameter.needed(IDENTITY, "The administrator's address.");
  private static final Parameter NAME = Parameter.text("DisplayName", "The name people read.");
  private static final Parameter LIMIT =
      Parameter.texts(
          DOMAINS,
          "Whose senders are seen and changed; .example.org is every subdomain. None is all.");
  private static final List<String> PEOPLE =
      List.of(
          Role.GlobalAdministrator.name(),
          Role.SecurityAdministrator.name(),
          Role.SecurityReader.name());

  private AccessCmdlets() {}

  static List<Cmdlet> all() {
    return List.of(
        Cmdlet.get(
            "Get-ManagementUser",
            "Administrators who sign in with a browser (Sluice's own).",
            List.of(Parameter.text(IDENTITY, "Only this one, by the address.")),
            AccessCmdlets::list),
        Cmdlet.change(
            "New-ManagementUser",
            "Adds an administrator, and answers the one-time link for the password (Sluice's own).",
            List.of(
                Parameter.needed("Name", "The address, by which the person signs in."),
                new Parameter(ROLE, Parameter.Kind.CHOICE, true, PEOPLE, 0, "What it may do."),
                NAME,
                LIMIT),
            AccessCmdlets::add),
        Cmdlet.change(
            "Set-ManagementUser",
            "Changes an administrator; another role, other domains or being disabled ends the"
                + " sessions (Sluice's own).",
            List.of(
                PERSON,
                Parameter.choice(ROLE, PEOPLE, "What it may do."),
                NAME,
                LIMIT,
                Parameter.truth("AllDomains", "$true lifts the limit to domains."),
                Parameter.truth("Enabled", "$false lets the person sign in no more."),
                Parameter.truth(
                    "SecondFactorRequired",
                    "Whether a password alone is not enough for this one.")),
            AccessCmdlets::set),
        Cmdlet.change(
            "Remove-ManagementUser",
            "Removes an administrator, with sessions (Sluice's own).",
            List.of(PERSON),
            AccessCmdlets::remove),
        Cmdlet.change(
            "Reset-ManagementUser",
            "Answers a lost password: none holds, all sessions end, a one-time link sets another"
                + " (Sluice's own).",
            List.of(PERSON, Parameter.truth("SecondFactor", "Whether that is lost too.")),
            AccessCmdlets::reset),
        Cmdlet.get(
            "Get-ManagementUserSession",
            "The browsers in which an administrator is signed in (Sluice's own).",
            List.of(PERSON),
            AccessCmdlets::sessions),
        Cmdlet.change(
            "Remove-ManagementUserSession",
            "Signs an administrator out everywhere (Sluice's own).",
            List.of(PERSON),
            AccessCmdlets::endSessions),
        Cmdlet.get(
            "Get-ApiToken",
            "API tokens that were made here; not those of the configuration (Sluice's own).",
            List.of(Parameter.text(IDENTITY, "Only this one, by its name.")),
            AccessCmdlets::tokens),
        Cmdlet.change(
            "New-ApiToken",
            "Makes an API token, which is answered once and kept nowhere (Sluice's own).",
            List.of(
                Parameter.needed("Name", "Whose it is, for the audit log."),
                new Parameter(
                    ROLE,
                    Parameter.Kind.CHOICE,
                    true,
                    List.of(Role.values()).stream().map(Role::name).toList(),
                    0,
                    "What it may do."),
                LIMIT,
                Parameter.instant("Expires", "When it ends; never without it.")),
            AccessCmdlets::makeToken),
        Cmdlet.change(
            "Remove-ApiToken",
            "Revokes an API token at once (Sluice's own).",
            List.of(Parameter.needed(IDENTITY, "The token's name.")),
            AccessCmdlets::revoke));
  }

  private static AccessVerbs verbs(Call call) {
    return call.administration().access();
  }

  private static List<Row> list(Call call) {
    AdministratorVerbs verbs = verbs(call).administrators();
    return call
        .arguments()
        .text(IDENTITY)
        .map(name -> List.of(verbs.show(call.actor(), name)))
        .orElseGet(() -> verbs.list(call.actor()))
        .stream()
        .map(AccessCmdlets::row)
        .toList();
  }

  private static Row row(AdministratorVerbs.Shown shown) {
    Administrator a = shown.administrator();
    Row row =
        new Row()
            .put(IDENTITY, a.userId())
            .put("DisplayName", a.displayName())
            .put(ROLE, a.role().name())
            .put(DOMAINS, a.domains().names())
            .put("Enabled", a.enabled())
            .put("HasPassword", shown.hasPassword())
            .put("SecondFactor", shown.hasSecondFactor())
            .put("SecondFactorRequired", a.needsSecondFactor())
            .put("Created", a.created());
    a.lastSignIn()
        .ifPresentOrElse(
            s -> row.put("LastSignIn", s.at()).put("LastClientIP", s.clientIp()),
            () -> row.nothing("LastSignIn").nothing("LastClientIP"));
    return row;
  }

  /** An empty list is a variable that was not set rather than the wish for all. */
  private static Optional<Domains> domains(Arguments a) {
    Optional<List<String>> wanted = a.texts(DOMAINS);
    if (wanted.filter(List::isEmpty).isPresent()) {
      throw CmdletError.badValue(
          LIMIT, "", "The list is empty. Name a domain, or leave the parameter out.");
    }
    return wanted.map(Domains::new);
  }

  private static List<Row> add(Call call) {
    Arguments a = call.arguments();
    return linked(
        call,
        verbs(call)
            .administrators()
            .add(
                call.actor(),
                a.needed("Name"),
                a.text("DisplayName").orElse(""),
                a.choice(ROLE, Role.class).orElseThrow(),
                domains(a).orElse(Domains.ALL)));
  }

  /** The path alone: under which name browsers reach the server, the caller knows best. */
  private static List<Row> linked(Call call, AdministratorVerbs.Linked linked) {
    call.warn(
        "The link is shown this once. Whoever has it sets the password of "
            + linked.administrator().userId()
            + "; it holds until it is used, or until "
            + linked.until()
            + ".");
    return List.of(
        new Row()
            .put(IDENTITY, linked.administrator().userId())
            .put(ROLE, linked.administrator().role().name())
            .put("Link", "/link/" + linked.token())
            .put("Until", linked.until()));
  }

  private static List<Row> set(Call call) {
    Arguments a = call.arguments();
    Optional<Domains> domains = a.truth("AllDomains") ? Optional.of(Domains.ALL) : domains(a);
    var _ =
        verbs(call)
            .administrators()
            .change(
                call.actor(),
                a.needed(IDENTITY),
                new AdministratorVerbs.Change(
                    a.text("DisplayName"),
                    a.choice(ROLE, Role.class),
                    domains,
                    truth(a, "Enabled"),
                    truth(a, "SecondFactorRequired")));
    return List.of();
  }

  private static Optional<Boolean> truth(Arguments a, String name) {
    return a.has(name) ? Optional.of(a.truth(name)) : Optional.empty();
  }

  private static List<Row> remove(Call call) {
    verbs(call).administrators().remove(call.actor(), call.arguments().needed(IDENTITY));
    return List.of();
  }

  private static List<Row> reset(Call call) {
    Arguments a = call.arguments();
    return linked(
        call,
        verbs(call)
            .administrators()
            .reset(call.actor(), a.needed(IDENTITY), a.truth("SecondFactor")));
  }

  private static List<Row> sessions(Call call) {
    return verbs(call).sessions().list(call.actor(), call.arguments().needed(IDENTITY)).stream()
        .map(AccessCmdlets::row)
        .toList();
  }

  private static Row row(WebSession session) {
    return new Row()
        .put(IDENTITY, session.userId())
        .put("UserId", session.userId())
        .put("Began", session.began())
        .put("Seen", session.seen())
        .put("ClientIP", session.clientIp())
        .put("Browser", session.browser())
        .put("SignedIn", session.stage() == WebSession.Stage.SIGNED_IN);
  }

  private static List<Row> endSessions(Call call) {
    verbs(call).sessions().end(call.actor(), call.arguments().needed(IDENTITY), "");
    return List.of();
  }

  private static List<Row> tokens(Call call) {
    TokenVerbs verbs = verbs(call).tokens();
    Optional<String> name = call.arguments().text(IDENTITY);
    return verbs.list(call.actor()).stream()
        .filter(t -> name.isEmpty() || Arguments.same(name.get(), t.name()))
        .map(AccessCmdlets::row)
        .toList();
  }

  private static Row row(ApiToken token) {
    Row row =
        new Row()
            .put(IDENTITY, token.name())
            .put(ROLE, token.role().name())
            .put(DOMAINS, token.domains().names())
            .put("Created", token.created());
    put(row, "Expires", token.expires());
    put(row, "LastUse", token.lastUse());
    return row;
  }

  private static void put(Row row, String name, Optional<Instant> instant) {
    instant.ifPresentOrElse(at -> row.put(name, at), () -> row.nothing(name));
  }

  private static List<Row> makeToken(Call call) {
    Arguments a = call.arguments();
    TokenVerbs.Made made =
        verbs(call)
            .tokens()
            .create(
                call.actor(),
                a.needed("Name"),
                a.choice(ROLE, Role.class).orElseThrow(),
                domains(a).orElse(Domains.ALL),
                a.instant("Expires"));
    call.warn("The token is shown this once and kept nowhere.");
    return List.of(row(made.token()).put("Token", made.secret()));
  }

  private static List<Row> revoke(Call call) {
    verbs(call).tokens().revoke(call.actor(), call.arguments().needed(IDENTITY));
    return List.of();
  }
}
