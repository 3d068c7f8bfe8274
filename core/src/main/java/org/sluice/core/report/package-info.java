/** What a sender is told by mail of a message that was accepted and then refused. */
@NullMarked
package org.sluice.core.report;

import org.jspecify.annotations.NullMarked;
