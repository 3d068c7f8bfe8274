/** Where the doors listen: one event loop, TCP and Unix sockets. */
@NullMarked
package org.sluice.server.socket;

import org.jspecify.annotations.NullMarked;
