/** What has to be told to the world beyond Sluice, until it is. */
@NullMarked
package org.sluice.core.outbox;

import org.jspecify.annotations.NullMarked;
