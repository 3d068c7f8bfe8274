/** The reference pages that are made from the code's closed lists. */
@NullMarked
package org.sluice.app.reference;

import org.jspecify.annotations.NullMarked;
