/** Fakes of the ports, and the contracts that every store has to keep. */
@NullMarked
package org.sluice.testkit;

import org.jspecify.annotations.NullMarked;
