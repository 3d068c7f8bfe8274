package org.sluice.protocol.milter;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.sluice.protocol.wire.WireText;

/** What the reader found in the bytes it was fed. */
public sealed interface Parsed {

  /** The packet has not ended yet: feed more. */
  record Incomplete() implements Parsed {
    static final Incomplete INCOMPLETE = new Incomplete();
  }

  /**
   * Not a dialogue that can be gone on with: close the connection.
   *
   * @param shown the offending bytes made printable, at most {@value WireText#MAX_SHOWN}
   *     characters; empty where the explanation says it all
   */
  record Broken(MilterViolation violation, String shown) implements Parsed {}

  /** A whole packet. */
  sealed interface Event extends Parsed {
    /** The command that brought it. */
    Command command();
  }

  /**
   * What the MTA offers.
   *
   * @param version of the protocol
   * @param actions bits of what it lets a filter do (SMFIF_*)
   * @param steps bits of what it can leave out (SMFIP_*)
   */
  record Negotiate(int version, int actions, int steps) implements Event {
    @Override
    public Command command() {
      return Command.NEGOTIATE;
    }
  }

  /**
   * Values for the command that follows.
   *
   * @param about the byte of that command
   * @param values those that Sluice reads
   */
  record Macros(char about, Map<Macro, String> values) implements Event {
    public Macros {
      values = Collections.unmodifiableMap(values);
    }

    @Override
    public Command command() {
      return Command.MACROS;
    }
  }

  /**
   * A client has connected to the MTA.
   *
   * @param address IPv4 or IPv6 text; empty if unknown or a local socket
   */
  record Connect(String address) implements Event {
    @Override
    public Command command() {
      return Command.CONNECT;
    }
  }

  /**
   * MAIL FROM.
   *
   * @param address without angle brackets; empty for the null reverse-path
   * @param parameters those of ESMTP, as they came
   */
  record Mail(String address, List<String> parameters) implements Event {
    public Mail {
      parameters = List.copyOf(parameters);
    }

    /** Without parameters. */
    public Mail(String address) {
      this(address, List.of());
    }

    @Override
    public Command command() {
      return Command.MAIL;
    }
  }

  /**
   * RCPT TO.
   *
   * @param address without angle brackets
   * @param parameters those of ESMTP, as they came
   */
  record Rcpt(String address, List<String> parameters) implements Event {
    public Rcpt {
      parameters = List.copyOf(parameters);
    }

    /** Without parameters. */
    public Rcpt(String address) {
      this(address, List.of());
    }

    @Override
    public Command command() {
      return Command.RECIPIENT;
    }
  }

  /**
   * A header field.
   *
   * @param value cut at the reader's bound
   */
  record Header(String name, String value) implements Event {
    @Override
    public Command command() {
      return Command.HEADER;
    }
  }

  /** A packet whose command says all that Sluice wants to know. */
  record Step(Command command) implements Event {}
}
