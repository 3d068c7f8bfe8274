/** What all pages look like: templates, static files, and the frame of a page that stands alone. */
@NullMarked
package org.sluice.portal.look;

import org.jspecify.annotations.NullMarked;
