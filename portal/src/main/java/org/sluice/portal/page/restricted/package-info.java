/** Restricted entities: the list, unblocking, restricting by hand. */
@NullMarked
package org.sluice.portal.page.restricted;

import org.jspecify.annotations.NullMarked;
