package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What an operation answers.
 *
 * @param version the entity tag of the resource, without quotes; empty if it has none
 * @param location where a new resource is; empty if there is none
 */
record Reply(int status, Optional<ObjectNode> body, String version, String location) {
  /** What the caller should be told beside what was done. */
  private static final String WARNINGS = "warnings";

  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;
  private static final int VERSION_DIGITS = 32;

  /** A resource that has no version: a list, a report. */
  static Reply of(ObjectNode body) {
    return new Reply(OK, Optional.of(body), "", "");
  }

  /** A resource that can be changed. */
  static Reply versioned(ObjectNode body) {
    return new Reply(OK, Optional.of(body), version(body), "");
  }

  /** A resource that can be changed, with more beside what its version is of. */
  static Reply versioned(ObjectNode body, String version) {
    return new Reply(OK, Optional.of(body), version, "");
  }

  /** A new resource. */
  static Reply created(ObjectNode body, String location) {
    return new Reply(CREATED, Optional.of(body), version(body), location);
  }

  /** The shape of an answer that may have warnings beside what is there. */
  static Schema.Shape warned(Schema.Shape shape) {
    return shape.with(
        WARNINGS, Schema.texts(Schema.MOST_ITEMS, "What may be a slip; missing if nothing is."));
  }

  /** The same with what the caller should be told beside it; its version is what it was. */
  Reply warning(List<String> warnings) {
    body.filter(b -> !warnings.isEmpty())
        .ifPresent(b -> warnings.forEach(b.putArray(WARNINGS)::add));
    return this;
  }

  /** Done. */
  static Reply done() {
    return new Reply(NO_CONTENT, Optional.empty(), "", "");
  }

  /** The entity tag of what a resource shows: a part of its SHA-256. */
  static String version(ObjectNode body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(body.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
