/** Answers policy delegation over TCP and Unix sockets, with bounds on everything. */
@NullMarked
package org.sluice.server.delegation;

import org.jspecify.annotations.NullMarked;
