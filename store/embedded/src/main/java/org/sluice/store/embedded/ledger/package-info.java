/** Remembers the counts: a checksummed journal with group commit, and snapshots. */
@NullMarked
package org.sluice.store.embedded.ledger;

import org.jspecify.annotations.NullMarked;
