/** Writes non-delivery reports (RFC 3464). */
@NullMarked
package org.sluice.notify.report;

import org.jspecify.annotations.NullMarked;
