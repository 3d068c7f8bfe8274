/** What happened, by whom, to whom. */
@NullMarked
package org.sluice.core.audit;

import org.jspecify.annotations.NullMarked;
