/** What every database of facts has to keep; in the package of the facts, to see their bounds. */
@NullMarked
package org.sluice.store.facts;

import org.jspecify.annotations.NullMarked;
