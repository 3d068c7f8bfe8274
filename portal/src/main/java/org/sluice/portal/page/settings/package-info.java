/** What the configuration says, and whether notifications arrive. */
@NullMarked
package org.sluice.portal.page.settings;

import org.jspecify.annotations.NullMarked;
