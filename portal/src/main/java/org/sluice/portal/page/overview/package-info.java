/** What an administrator sees first. */
@NullMarked
package org.sluice.portal.page.overview;

import org.jspecify.annotations.NullMarked;
