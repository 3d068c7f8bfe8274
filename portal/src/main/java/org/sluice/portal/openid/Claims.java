package org.sluice.portal.openid;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Role;
import org.sluice.core.mail.Addresses;

/** What an ID token says of its person. Pure functions; thread-safe. */
final class Claims {
  private static final String VERIFIED = "email_verified";
  private static final String EMAIL = "email";

  private Claims() {}

  static Vouched vouched(IDTokenClaimsSet claims, OpenIdSettings settings) throws NotVouched {
    Map<String, Object> all = claims.toJSONObject();
    String user = text(at(all, settings.userClaim())).orElse("");
    if (user.isEmpty()) {
      throw new NotVouched(
          NotVouched.Kind.SETUP,
          "The ID token has no claim "
              + settings.userClaim()
              + " (openid.user-claim); the provider must put it into the ID token");
    }
    if (settings.userClaim().equals(EMAIL) && isDenied(all.get(VERIFIED))) {
      throw new NotVouched(
          NotVouched.Kind.PERSON, "The provider has not verified the address " + user, user);
    }
    List<String> values = texts(at(all, settings.rolesClaim()));
    Role role =
        settings
            .role(values)
            .orElseThrow(() ->
                new NotVouched(
                    NotVouched.Kind.PERSON,
                    user + " has no role here: nothing in " + settings.rolesClaim() + " makes one",
                    user));
    return new Vouched(Addresses.lower(user.strip()), name(all), role);
  }

  private static boolean isDenied(@Nullable Object verified) {
    return verified != null && !"true".equals(String.valueOf(verified));
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
