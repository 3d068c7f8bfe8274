/** The facts of one node: policies, restrictions and audit records, in one SQLite file. */
@NullMarked
package org.sluice.store.embedded.facts;

import org.jspecify.annotations.NullMarked;
