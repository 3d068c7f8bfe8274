package org.sluice.portal.openid;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.ProviderAccount;
import org.sluice.core.access.Role;
import org.sluice.core.administration.SignInVerbs.Vouched;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.Domains;

/** What an ID token says of its person. Pure functions; thread-safe. */
final class Claims {
  private static final String VERIFIED = "email_verified";

  /** OpenID Connect Core 1.0, section 2. */
  private static final int MOST_SUBJECT = 255;

  private Claims() {}

  static Vouched vouched(IDTokenClaimsSet claims, OpenIdSettings settings) throws NotVouched {
    Map<String, Object> all = claims.toJSONObject();
    String user = address(all, settings);
    List<String> values = texts(at(all, settings.rolesClaim()));
    Role role =
        settings
            .role(values)
            .orElseThrow(() -> nothing(user, "role", settings.rolesClaim() + " makes one"));
    Optional<Domains> domains = OpenIdSettings.domains(texts(at(all, settings.domainsClaim())));
    if (!settings.domainsClaim().isEmpty() && domains.isEmpty()) {
      throw nothing(user, "domains", settings.domainsClaim() + " lists any");
    }
    return new Vouched(
        account(claims),
        Addresses.lower(user.strip()),
        name(all),
        role,
        domains,
        settings.domainsOfNew());
  }

  private static NotVouched nothing(String user, String what, String where) {
    return new NotVouched(
        NotVouched.Kind.PERSON, user + " has no " + what + " here: nothing in " + where, user);
  }

  private static ProviderAccount account(IDTokenClaimsSet claims) throws NotVouched {
    String subject = claims.getSubject().getValue();
    if (subject.length() > MOST_SUBJECT) {
      throw new NotVouched(
          NotVouched.Kind.SETUP,
          "The ID token's claim sub has more than " + MOST_SUBJECT + " characters");
    }
    return new ProviderAccount(claims.getIssuer().getValue(), subject);
  }

  /** The address, if it may be believed. */
  private static String address(Map<String, Object> all, OpenIdSettings settings)
      throws NotVouched {
    String user = text(at(all, settings.userClaim())).orElse("");
    if (user.isEmpty()) {
      throw new NotVouched(
          NotVouched.Kind.SETUP,
          "The ID token has no claim "
              + settings.userClaim()
              + " (openid.user-claim); the provider must put it into the ID token");
    }
    boolean email = settings.userClaim().equals(OpenIdSettings.EMAIL);
    Object verified = email ? all.get(VERIFIED) : null;
    if (verified == null && !settings.trustsAddresses()) {
      throw new NotVouched(
          NotVouched.Kind.SETUP,
          "The provider does not say whether it has verified the address "
              + user
              + ": the ID token has no claim "
              + VERIFIED
              + ". If nobody can choose an address there, say so by openid.trust-addresses",
          user);
    }
    if (verified != null && !"true".equals(String.valueOf(verified))) {
      throw new NotVouched(
          NotVouched.Kind.PERSON, "The provider has not verified the address " + user, user);
    }
    return user;
  }

  private static String name(Map<String, Object> all) {
    String name = text(all.get("name")).orElse("").replaceAll("\\p{Cntrl}", " ").strip();
    return name.length() > Administrator.MOST_NAME
        ? name.substring(0, Administrator.MOST_NAME)
        : name;
  }

  /** The claim of a name; else dots lead into objects, as to Keycloak's realm_access.roles. */
  private static @Nullable Object at(Map<String, Object> all, String path) {
    if (all.containsKey(path)) {
      return all.get(path);
    }
    Object here = all;
    for (String part : path.split("\\.", -1)) {
      here = here instanceof Map<?, ?> object ? object.get(part) : null;
    }
    return here;
  }

  private static Optional<String> text(@Nullable Object value) {
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** A list of texts, or one. */
  private static List<String> texts(@Nullable Object value) {
    return switch (value) {
      case String one -> List.of(one);
      case List<?> several ->
          several.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }
}
