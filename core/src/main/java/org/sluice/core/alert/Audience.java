package org.sluice.core.alert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whom notifications can reach, as the configuration says. Immutable.
 *
 * @param tenantAdmins addresses of the Global Administrators
 * @param mail whether mail can be sent
 * @param webhooks names of the receivers by HTTP
 * @param syslog whether there is a log server
 * @param tellUser whether the user concerned is told by mail
 * @param link where the portal is, for links in notices; empty if unknown
 */
public record Audience(
    List<String> tenantAdmins,
    boolean mail,
    List<String> webhooks,
    boolean syslog,
    boolean tellUser,
    String link) {
  /** Nobody. */
  public static final Audience NOBODY = new Audience(List.of(), false, List.of(), false, false, "");

  public Audience {
    tenantAdmins = List.copyOf(tenantAdmins);
    webhooks = List.copyOf(webhooks);
  }

  /** The addresses that recipients mean, each once whatever its case. */
  public List<String> addresses(Telling telling) {
    return once(
        telling.recipients().stream()
            .flatMap(r ->
                r.equalsIgnoreCase(Telling.TENANT_ADMINS) ? tenantAdmins.stream() : Stream.of(r)));
  }

  private static List<String> once(Stream<String> addresses) {
    Map<String, String> all = new LinkedHashMap<>();
    addresses.forEach(a -> all.putIfAbsent(a.toLowerCase(Locale.ROOT), a));
    return List.copyOf(all.values());
  }

  /** Whom the alerts of a policy are mailed to; nobody if they are not. */
  List<String> mailed(AlertPolicy policy) {
    return mail && policy.telling().enabled() ? addresses(policy.telling()) : List.of();
  }

  /** Whether somebody hears of the alerts of a policy. */
  public boolean hears(AlertPolicy policy) {
    return !mailed(policy).isEmpty() || syslog || !webhooks.isEmpty();
  }

  /** With further addresses of Global Administrators, each once whatever its case. */
  public Audience withTenantAdmins(List<String> more) {
    List<String> all = once(Stream.concat(tenantAdmins.stream(), more.stream()));
    return new Audience(all, mail, webhooks, syslog, tellUser, link);
  }
}
