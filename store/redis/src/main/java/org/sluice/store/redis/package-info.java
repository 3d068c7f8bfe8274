/** The limit ledger of several nodes, on Redis or Valkey, with the flags of the restricted. */
@NullMarked
package org.sluice.store.redis;

import org.jspecify.annotations.NullMarked;
