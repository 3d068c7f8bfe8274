package org.sluice.portal.openid;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.access.Role;

/**
 * A provider, and what it says means here.
 *
 * @param name what people call it; on the button
 * @param issuer its URL, from which all else is discovered
 * @param clientId by which it knows Sluice
 * @param clientSecret by which Sluice proves itself
 * @param scopes what is asked for; {@code openid} is always among it
 * @param userClaim of the ID token: the address under which somebody is known here
 * @param rolesClaim of the ID token: the list that says what somebody may do; dots lead into
 *     objects
 * @param roles the values of that list that make each role
 */
public record OpenIdSettings(
    String name,
    String issuer,
    String clientId,
    String clientSecret,
    List<String> scopes,
    String userClaim,
    String rolesClaim,
    Map<Role, List<String>> roles) {
  public OpenIdSettings {
    scopes = Stream.concat(Stream.of("openid"), scopes.stream()).distinct().toList();
    roles = new EnumMap<>(roles);
  }

  /** The highest role that any of the values makes. */
  Optional<Role> role(List<String> values) {
    return Stream.of(Role.values())
        .filter(role -> roles.getOrDefault(role, List.of()).stream().anyMatch(values::contains))
        .findFirst();
  }

  @Override
  public String toString() {
    return "OpenIdSettings[" + issuer + ", " + clientId + "]";
  }
}
