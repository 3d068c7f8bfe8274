/** Who may do what: administrators, API tokens, sessions, one-time links. */
@NullMarked
package org.sluice.core.access;

import org.jspecify.annotations.NullMarked;
