/** Who may not send, since when, why and until when. */
@NullMarked
package org.sluice.core.restriction;

import org.jspecify.annotations.NullMarked;
