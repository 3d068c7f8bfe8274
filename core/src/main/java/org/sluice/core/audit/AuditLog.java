package org.sluice.core.audit;

import java.util.List;
import java.util.Optional;

/**
 * Port: the audit log as administrators read and set it. What is recorded with a change of facts is
 * written by the store of those facts, in the same step. Thread-safe; methods block.
 */
public interface AuditLog {
  /** The most records that one search answers. */
  int MOST = 5_000;

  /**
   * Records behind a place, newest first. What was written before the call is found.
   *
   * @param most 1 to {@value #MOST}
   */
  List<ChainedRecord> search(AuditQuery query, AuditPlace behind, int most);

  /**
   * How many records a search finds in all.
   *
   * @param most where counting ends, at least 1
   */
  long count(AuditQuery query, int most);

  /** The record at a place of the chain. */
  Optional<ChainedRecord> at(long number);

  /**
   * Follows the chain from its beginning to its end.
   *
   * @param noted a head that was noted once, to be held against the log
   */
  ChainReport verify(Optional<Noted> noted);

  /** How the log is set. From memory. */
  AuditConfig config();

  /**
   * Turns the recording on or off; the record is written in either case.
   *
   * @throws RuntimeException the store's refusal, if it cannot be recorded; then nothing changed
   */
  void turn(boolean on, AuditRecord record);

  /**
   * Writes a record that goes with no change of facts; while the log is off, nothing.
   *
   * @throws RuntimeException the store's refusal, if it cannot be recorded
   */
  void append(AuditRecord record);

  /**
   * A hash that was noted at another place.
   *
   * @param number of the record
   * @param hash 64 hexadecimal digits
   */
  record Noted(long number, String hash) {}
}
