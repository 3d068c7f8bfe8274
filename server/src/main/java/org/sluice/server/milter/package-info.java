/** Answers milter over TCP and Unix sockets, with bounds on everything. */
@NullMarked
package org.sluice.server.milter;

import org.jspecify.annotations.NullMarked;
