package org.sluice.core.audit;

import java.util.List;

/**
 * What following the chain showed.
 *
 * @param records how many were read
 * @param first the number of the first one that is kept; 1 unless retention has cut the log
 * @param last the number of the last one; {@code first - 1} if there is none
 * @param head the hash of the last one: noted elsewhere, it proves the whole log up to there
 * @param faults what is wrong, in the order of the log, at most {@value #MOST_FAULTS}
 * @param more how many faults beyond those were found
 */
public record ChainReport(
    long records, long first, long last, String head, List<ChainFault> faults, long more) {
  /** The most faults that are named. */
  public static final int MOST_FAULTS = 100;

  public ChainReport {
    faults = List.copyOf(faults);
  }

  /** Whether nothing is wrong. */
  public boolean isWhole() {
    return faults.isEmpty();
  }
}
