/** The arithmetic of windows. Keys are opaque here; nothing in this room knows of mail. */
@NullMarked
package org.sluice.core.limit;

import org.jspecify.annotations.NullMarked;
