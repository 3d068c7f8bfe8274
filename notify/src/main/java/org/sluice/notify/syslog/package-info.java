/** Tells log servers. */
@NullMarked
package org.sluice.notify.syslog;

import org.jspecify.annotations.NullMarked;
