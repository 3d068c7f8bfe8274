package org.sluice.server.proxy;

import java.util.Optional;

/**
 * What a reload may change; a session keeps the ones it began with. Immutable.
 *
 * @param certificate what the proxy shows to clients; without it there is no STARTTLS
 * @param authWithoutTls whether a client that is not on this machine may log in on an open line
 * @param tokenUserChecked whether the next hop refuses a bearer token that is not that of the user
 *     whom the client names beside it; if not, nobody logs in by a token
 */
public record ProxySettings(
    NextHop nextHop,
    Optional<ServerCertificate> certificate,
    boolean authWithoutTls,
    boolean tokenUserChecked) {}
