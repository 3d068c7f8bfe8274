package org.sluice.app.configuration;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.notify.courier.Secret;
import org.sluice.portal.openid.OpenIdSettings;

/** {@code [openid]}. All of it changes with a reload. */
final class OpenIdPart {
  private static final String TABLE = "openid";
  private static final String ISSUER = "openid.issuer";
  private static final String CLIENT = "openid.client-id";
  private static final String USER = "openid.user-claim";
  private static final String TRUST = "openid.trust-addresses";
  private static final String SECRET = "openid.client-secret-file";
  private static final Map<Role, String> ROLES =
      new EnumMap<>(
          Map.of(
              Role.GlobalAdministrator, "global-administrators",
              Role.SecurityAdministrator, "security-administrators",
              Role.SecurityReader, "security-readers"));

  private OpenIdPart() {}

  static List<Option> options() {
    return Stream.of(provider(), person(), roles()).flatMap(List::stream).toList();
  }

  private static List<Option> provider() {
    return List.of(
        Options.text(
            TABLE,
            "issuer",
            Check.URL_OR_NOTHING,
            "\"\"",
            "The URL of an OpenID Connect provider that administrators may sign in with; what it"
                + " offers is discovered from there. Empty for none."),
        Options.text(
            TABLE,
            "name",
            Check.ONE_LINE,
            "\"OpenID Connect\"",
            "What people call the provider; on the button of the sign-in page."),
        Options.text(
            TABLE,
            "client-id",
            Check.ONE_LINE,
            "\"\"",
            "By which the provider knows Sluice. There, allow the redirect URI"
                + " <access.url>/sign-in/openid/back."),
        Options.text(
            TABLE,
            "client-secret-file",
            Check.FILE_OR_NOTHING,
            "\"\"",
            "A file whose first line is the client's secret. Read again at a reload."),
        Options.texts(
            TABLE,
            "scopes",
            Check.NAME,
            "[\"email\", \"profile\"]",
            "What is asked for beside openid."));
  }

  private static List<Option> person() {
    return List.of(
        Options.text(
            TABLE,
            "user-claim",
            Check.NAME,
            "\"email\"",
            "The claim of the ID token that is the person's address here."),
        Options.flag(
            TABLE,
            "trust-addresses",
            "false",
            "Whether an address is believed of which the provider does not say that it has"
                + " verified it (email_verified). Entra ID says nothing of it; yes only if people"
                + " cannot choose their address there. What the provider calls not verified is"
                + " never believed."),
        Options.texts(
            TABLE,
            "domains",
            Check.DOMAIN,
            "[]",
            "What somebody is limited to who signs in and is no administrator yet: domains, or"
                + " \"*\" for no limit. Empty: nobody becomes an administrator by signing in, but"
                + " whom domains-claim gives domains."),
        Options.text(
            TABLE,
            "domains-claim",
            Check.ONE_LINE,
            "\"\"",
            "The claim of the ID token that lists the domains that a person is limited to, at each"
                + " sign-in, or \"*\" for no limit; dots lead into objects. Who has some there"
                + " becomes an administrator by signing in, whatever domains says. Empty if that"
                + " is decided here."),
        Options.text(
            TABLE,
            "roles-claim",
            Check.NAME,
            "\"groups\"",
            "The claim of the ID token that lists what the person may do; dots lead into objects"
                + " (realm_access.roles)."));
  }

  private static List<Option> roles() {
    return ROLES.entrySet().stream()
        .map(role ->
            Options.texts(
                TABLE,
                role.getValue(),
                Check.ONE_LINE,
                "[]",
                "Values of roles-claim that make a "
                    + role.getKey().title()
                    + "; of several roles the highest counts."))
        .toList();
  }

  static Optional<OpenIdSettings> of(Reading reading, Values values) {
    if (!reading.mistakes().isEmpty() || values.text(ISSUER).isEmpty()) {
      return Optional.empty();
    }
    check(reading, values);
    Map<Role, List<String>> roles = roles(values);
    if (roles.values().stream().allMatch(List::isEmpty)) {
      wrong(
          reading,
          ISSUER
              + " lets nobody in: name a value of "
              + values.text("openid.roles-claim")
              + " in openid.global-administrators, security-administrators or security-readers");
    }
    return Optional.of(
        new OpenIdSettings(
            values.text("openid.name"),
            values.text(ISSUER),
            values.text(CLIENT),
            secret(reading, values.text(SECRET)),
            values.texts("openid.scopes"),
            values.text(USER),
            values.flag(TRUST),
            values.text("openid.roles-claim"),
            roles,
            values.text("openid.domains-claim"),
            OpenIdSettings.domains(values.texts("openid.domains"))));
  }

  private static void check(Reading reading, Values values) {
    for (String option : List.of(CLIENT, SECRET)) {
      if (values.text(option).isEmpty()) {
        wrong(reading, ISSUER + " needs " + option);
      }
    }
    if (!values.text(USER).equals(OpenIdSettings.EMAIL) && !values.flag(TRUST)) {
      wrong(
          reading,
          USER
              + " = \""
              + values.text(USER)
              + "\" needs "
              + TRUST
              + " = true: a provider says of the claim email alone whether it has verified it");
    }
  }

  private static Map<Role, List<String>> roles(Values values) {
    Map<Role, List<String>> roles = new EnumMap<>(Role.class);
    ROLES.forEach((role, option) -> roles.put(role, values.texts(TABLE + "." + option)));
    return roles;
  }

  private static String secret(Reading reading, String file) {
    if (file.isEmpty()) {
      return "";
    }
    try {
      return Secret.read(Path.of(file)).strip();
    } catch (NotDelivered e) {
      wrong(reading, SECRET + ": " + e.getMessage());
      return "";
    }
  }

  private static void wrong(Reading reading, String message) {
    reading.add(new Mistake(0, message));
  }
}
