/** Signing in with a browser: password, second factor, sessions, one-time links, own account. */
@NullMarked
package org.sluice.portal.session;

import org.jspecify.annotations.NullMarked;
