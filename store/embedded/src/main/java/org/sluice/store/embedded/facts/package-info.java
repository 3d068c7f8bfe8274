/** The facts of one node in one SQLite file: the connection, its schema, and how it is opened. */
@NullMarked
package org.sluice.store.embedded.facts;

import org.jspecify.annotations.NullMarked;
