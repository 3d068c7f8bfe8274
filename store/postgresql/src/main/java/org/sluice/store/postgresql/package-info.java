/** The facts of several nodes in one PostgreSQL database. */
@NullMarked
package org.sluice.store.postgresql;

import org.jspecify.annotations.NullMarked;
