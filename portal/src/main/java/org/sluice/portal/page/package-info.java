/** The portal's pages. */
@NullMarked
package org.sluice.portal.page;

import org.jspecify.annotations.NullMarked;
