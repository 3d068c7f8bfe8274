package org.sluice.core.outbox;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What is said. */
public sealed interface Content {

  /**
   * A notice in Sluice's own words, which are found when it is sent.
   *
   * @param kind which notice
   * @param fields what it tells, by name
   */
  record Notice(NoticeKind kind, Map<String, String> fields) implements Content {
    public Notice {
      fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    /** A field, or nothing. */
    public String field(String name) {
      return fields.getOrDefault(name, "");
    }
  }

  /**
   * A whole message (RFC 5322), sent as it is; only by {@link Channel#REPORT}.
   *
   * @param envelopeSender the reverse-path; empty for {@code <>}, as a delivery status notification
   *     has it
   * @param bytes header and body, with CRLF line ends; at most {@value #MOST} bytes
   */
  record Message(String envelopeSender, byte[] bytes) implements Content {
    /** The longest message, in bytes. */
    public static final int MOST = 1 << 20;

    public Message {
      if (bytes.length > MOST) {
        throw new IllegalArgumentException(
            "A message in the outbox has at most " + MOST + " bytes, not " + bytes.length);
      }
      bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Message m
          && m.envelopeSender.equals(envelopeSender)
          && Arrays.equals(m.bytes, bytes);
    }

    @Override
    public int hashCode() {
      return 31 * envelopeSender.hashCode() + Arrays.hashCode(bytes);
    }
  }
}
