/** What a monitoring system reads: health and metrics. */
@NullMarked
package org.sluice.portal.monitoring;

import org.jspecify.annotations.NullMarked;
