package org.sluice.core.mail;

/** Who is counted: the authenticated submitter, or the connector of a client without a login. */
public sealed interface SenderIdentity {

  /** The name that people and scripts use: a user's address or a connector's name. */
  String name();

  /** A text that no other identity has: the kind and the name. */
  String key();

  /** An authenticated user. */
  record User(String name) implements SenderIdentity {
    @Override
    public String key() {
      return "user:".concat(name);
    }
  }

  /** A connector of the configuration. */
  record RelayClient(Connector connector) implements SenderIdentity {
    @Override
    public String name() {
      return connector.name();
    }

    @Override
    public String key() {
      return keyOf(connector.name());
    }

    /** The key of a connector, also of one that is not in the configuration any more. */
    public static String keyOf(String name) {
      return "connector:".concat(name);
    }
  }
}
