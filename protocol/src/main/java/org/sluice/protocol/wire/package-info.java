/** What every protocol's bytes have in common. */
@NullMarked
package org.sluice.protocol.wire;

import org.jspecify.annotations.NullMarked;
