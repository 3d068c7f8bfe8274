package org.sluice.core.restriction;

import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.mail.SenderIdentity;

/**
 * Who is or may be restricted.
 *
 * @param kind a user or a connector
 * @param name the user's address, lower-cased, or the connector's name
 */
public record RestrictedEntity(Kind kind, String name) {

  /** What an entity is. */
  public enum Kind {
    USER("User"),
    CONNECTOR("Connector");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** As audit records and people name it. */
    public String title() {
      return title;
    }

    /** The kind of a title. */
    public static Optional<Kind> of(String title) {
      return Stream.of(values()).filter(kind -> kind.title.equals(title)).findFirst();
    }
  }

  /** The text that its counts are kept under: that of its identity. */
  public String key() {
    return switch (kind) {
      case USER -> new SenderIdentity.User(name).key();
      case CONNECTOR -> SenderIdentity.RelayClient.keyOf(name);
    };
  }

  /** The entity of an identity. */
  public static RestrictedEntity of(SenderIdentity identity) {
    return switch (identity) {
      case SenderIdentity.User user -> new RestrictedEntity(Kind.USER, user.name());
      case SenderIdentity.RelayClient relay -> new RestrictedEntity(Kind.CONNECTOR, relay.name());
    };
  }
}
