package org.sluice.core.alert;

import java.util.List;
import java.util.function.Predicate;
import org.sluice.core.mail.SenderIdentity;

/** Port: who has sent of late. Thread-safe; from memory. */
public interface ActiveSenders {
  /**
   * Of those that are wanted, who had used the greatest part of one of their limits when they last
   * sent, the nearest first. Windows have slid since: ask the ledger what is still used.
   */
  List<SenderIdentity> nearest(Predicate<SenderIdentity> wanted, int most);
}
