/** Takes what waits in the outbox to its receivers. */
@NullMarked
package org.sluice.notify.courier;

import org.jspecify.annotations.NullMarked;
