/** The one question: may this submission pass? */
@NullMarked
package org.sluice.core.decision;

import org.jspecify.annotations.NullMarked;
