/** Tells by HTTP. */
@NullMarked
package org.sluice.notify.webhook;

import org.jspecify.annotations.NullMarked;
