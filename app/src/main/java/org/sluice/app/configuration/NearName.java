package org.sluice.app.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that was probably meant: the nearest by Levenshtein's distance. */
final class NearName {
  /** Farther names are no help. */
  private static final int MOST_EDITS = 4;

  private NearName() {}

  static Optional<String> of(String name, Collection<String> names) {
    return names.stream()
        .filter(n -> distance(name, n) <= Math.min(MOST_EDITS, Math.max(1, n.length() / 2)))
        .min(Comparator.comparingInt(n -> distance(name, n)));
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
