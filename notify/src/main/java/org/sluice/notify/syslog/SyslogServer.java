package org.sluice.notify.syslog;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A log server.
 *
 * @param tls RFC 5425; else RFC 6587 over plain TCP
 * @param caFile whose certificates are believed instead of the machine's authorities (PEM)
 */
public record SyslogServer(String host, int port, boolean tls, Optional<Path> caFile) {}
