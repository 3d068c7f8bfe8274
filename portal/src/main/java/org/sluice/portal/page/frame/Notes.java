package org.sluice.portal.page.frame;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of an act, to be read on the page that a browser is sent to next. The address of that
 * page bears a random key instead of words, so that nobody can put words on it. At most {@value
 * #MOST} are kept; the oldest go first. Thread-safe.
 */
final class Notes {
  /** The most notes. */
  static final int MOST = 1_000;

  private static final int KEY_BYTES = 8;

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Note> notes = new LinkedHashMap<>();

  private record Note(String reader, String words) {}

  /** Keeps words for a reader; answers their key. */
  synchronized String keep(String reader, String words) {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    String key = HexFormat.of().formatHex(bytes);
    notes.put(key, new Note(reader, words));
    if (notes.size() > MOST) {
      notes.remove(notes.keySet().iterator().next());
    }
    return key;
  }

  /** The words of a key, if they are this reader's. */
  synchronized Optional<String> read(String reader, String key) {
    return Optional.ofNullable(notes.get(key))
        .filter(note -> note.reader().equals(reader))
        .map(Note::words);
  }
}
