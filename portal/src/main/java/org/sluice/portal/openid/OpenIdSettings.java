package org.sluice.portal.openid;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.mail.Domains;

/**
 * A provider, and what it says means here.
 *
 * @param name what people call it; on the button
 * @param issuer its URL, from which all else is discovered
 * @param clientId by which it knows Sluice
 * @param clientSecret by which Sluice proves itself
 * @param scopes what is asked for; {@code openid} is always among it
 * @param userClaim of the ID token: the address under which somebody is known here
 * @param trustsAddresses whether an address is believed of which the provider does not say that it
 *     has verified it
 * @param rolesClaim of the ID token: the list that says what somebody may do; dots lead into
 *     objects
 * @param roles the values of that list that make each role
 * @param domainsClaim of the ID token: the list of domains that somebody is limited to; empty if
 *     that is decided here
 * @param domainsOfNew what somebody is limited to who was not known before; empty if nobody such
 *     comes in
 */
public record OpenIdSettings(
    String name,
    String issuer,
    String clientId,
    String clientSecret,
    List<String> scopes,
    String userClaim,
    boolean trustsAddresses,
    String rolesClaim,
    Map<Role, List<String>> roles,
    String domainsClaim,
    Optional<Domains> domainsOfNew) {
  /** The claim of which the provider says whether it has verified it. */
  public static final String EMAIL = "email";

  private static final String NO_LIMIT = "*";

  public OpenIdSettings {
    scopes = Stream.concat(Stream.of("openid"), scopes.stream()).distinct().toList();
    roles = new EnumMap<>(roles);
  }

  /** What a list of domains limits to; nothing if it is empty. One entry of * is no limit. */
  public static Optional<Domains> domains(List<String> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(values.contains(NO_LIMIT) ? Domains.ALL : new Domains(values));
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
