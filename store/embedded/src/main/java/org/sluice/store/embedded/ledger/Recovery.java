package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.limit.Tally;
import org.sluice.core.limit.TallyState;

/** Makes a tally again from the newest snapshot and the journals from there on. */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final LedgerFiles files;
  private final Tally tally;
  private final TallyState state;
  private final Recovered recovered = new Recovered();
  private final Records records = new Records();
  private final FrameReader reader = new FrameReader();
  private final long[] sender = new long[TallyState.mostWords()];
  private boolean ended;

  Recovery(LedgerFiles files, Tally tally) {
    this.files = files;
    this.tally = tally;
    this.state = tally.state();
  }

  Recovered run() throws IOException {
    long began = System.nanoTime();
    Files.deleteIfExists(files.unfinishedSnapshot());
    List<Integer> snapshots = files.snapshots();
    int from = snapshots.isEmpty() ? 0 : snapshots.getLast();
    if (from > 0) {
      snapshot(files.snapshot(from));
    }
    recovered.lastSegment = from;
    for (int number : files.journals()) {
      if (number >= from) {
        tellMissing(number, from);
        recovered.lastSegment = number;
        recovered.skippedBytes += reader.read(files.journal(number), this::record);
      }
    }
    if (recovered.skippedBytes > 0) {
      LOG.warn(
          "{} bytes of the journal were no sound record and were passed over; what they counted is"
              + " lost, all else is there. A torn end is usual after a crash or a power cut; if there"
              + " was none, look after the disk",
          recovered.skippedBytes);
    }
    if (recovered.records > 0 || from > 0) {
      LOG.info(
          "Recovered {} senders and {} records in {} ms",
          tally.senders(),
          recovered.records,
          (System.nanoTime() - began) / 1_000_000);
    }
    return recovered;
  }

  /** Segments are numbered without a gap, and a snapshot has the number of the first after it. */
  private void tellMissing(int number, int from) {
    int expected = recovered.segments == 0 ? from : recovered.lastSegment + 1;
    recovered.segments++;
    if (expected > 0 && number > expected) {
      LOG.error(
          "{} of the journal's segments before {} are missing, {} is the first of them: what they"
              + " counted is lost, so senders may send more than their limits until the day is over."
              + " If you have them, stop Sluice, put them back and start again",
          number - expected,
          files.journal(number),
          files.journal(expected));
    }
  }

  private void record(byte type, ByteBuffer body) {
    records.replay(type, body, tally, recovered);
    recovered.records++;
  }

  /**
   * Reads one snapshot and nothing else.
   *
   * @throws LedgerFailure if it is damaged or has no end
   */
  void snapshot(Path file) throws IOException {
    ended = false;
    long damaged = reader.read(file, this::part);
    if (damaged > 0 || !ended) {
      throw new LedgerFailure(
          "The snapshot "
              + file
              + " is damaged. Restore it from a backup; or move it away and start again: counts then"
              + " begin with the journal after it, restrictions and policies are not concerned.");
    }
  }

  private void part(byte type, ByteBuffer body) {
    switch (type) {
      case Frames.SNAPSHOT_HEAD -> {
        state.resume(body.getLong(), body.getLong());
        recovered.offsetMillis = body.getLong();
      }
      case Frames.ORGANIZATION -> state.restoreOrganization(words(body));
      case Frames.MESSAGE -> state.restoreMessage(words(body));
      case Frames.SENDERS -> senders(body);
      case Frames.ALONE_SINCE -> recovered.aloneSinceMillis = body.getLong();
      case Frames.SNAPSHOT_END -> ended = true;
      default -> throw new LedgerFailure("A snapshot has no part of type " + type);
    }
  }

  private void senders(ByteBuffer body) {
    while (body.hasRemaining()) {
      int count = body.getInt();
      for (int i = 0; i < count; i++) {
        sender[i] = body.getLong();
      }
      state.restore(sender, count);
    }
  }

  private static long[] words(ByteBuffer body) {
    long[] words = new long[body.remaining() / 8];
    for (int i = 0; i < words.length; i++) {
      words[i] = body.getLong();
    }
    return words;
  }
}
