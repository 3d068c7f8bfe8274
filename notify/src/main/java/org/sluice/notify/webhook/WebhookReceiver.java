package org.sluice.notify.webhook;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A receiver by HTTP.
 *
 * @param name by which the outbox knows it
 * @param url https, or http on this machine
 * @param secretFile the key of the signature, in the first line of a file
 * @param caFile whose certificates are believed instead of the machine's authorities (PEM)
 */
public record WebhookReceiver(String name, URI url, Path secretFile, Optional<Path> caFile) {}
