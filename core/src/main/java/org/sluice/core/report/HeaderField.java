package org.sluice.core.report;

/**
 * A field of a header as it came (RFC 5322, section 2.2).
 *
 * @param name without the colon
 * @param value perhaps folded over several lines; whatever the sender wrote
 */
public record HeaderField(String name, String value) {}
