package org.sluice.core.decision;

import java.util.Arrays;
import java.util.List;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Hash;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Submission;

/** Turns a submission into the charge that travels to the ledger. */
final class ChargeMaking {
  private static final long MESSAGE_SEED = 0x5bd1e9955bd1e995L;
  private static final long RECIPIENT_SEED = 0x27d4eb2f165667c5L;

  private ChargeMaking() {}

  static Charge of(
      Submission submission,
      SenderIdentity sender,
      AcceptedDomains accepted,
      Limits limits,
      long atMillis,
      long afreshMillis,
      Held held) {
    List<Recipient> recipients = submission.recipients();
    long[] external = new long[recipients.size()];
    long[] internal = new long[recipients.size()];
    int externals = 0;
    int internals = 0;
    String own = Addresses.domainOf(sender.name());
    for (Recipient recipient : recipients) {
      long hash = Hash.of(recipient.address(), RECIPIENT_SEED);
      if (accepted.isInternal(recipient.domain(), own)) {
        internal[internals++] = hash;
      } else {
        external[externals++] = hash;
      }
    }
    return new Charge(
        SenderKey.of(sender.key()),
        message(submission),
        first(external, externals),
        first(internal, internals),
        submission.recipientCount(),
        submission.stage() == Submission.Stage.MESSAGE,
        atMillis,
        afreshMillis,
        limits,
        held);
  }

  /** The message's hash; 0 if the door names none. */
  static long message(Submission submission) {
    return submission.messageId().isEmpty() ? 0 : Hash.of(submission.messageId(), MESSAGE_SEED);
  }

  /** Whether the submission names a recipient outside. */
  static boolean hasExternal(
      Submission submission, SenderIdentity sender, AcceptedDomains accepted) {
    String own = Addresses.domainOf(sender.name());
    for (Recipient recipient : submission.recipients()) {
      if (!accepted.isInternal(recipient.domain(), own)) {
        return true;
      }
    }
    return false;
  }

  private static long[] first(long[] hashes, int count) {
    if (count == 0) {
      return Charge.NOBODY;
    }
    return count == hashes.length ? hashes : Arrays.copyOf(hashes, count);
  }
}
