/** What all pages have in common: the frame around them, who is asking, forms, static files. */
@NullMarked
package org.sluice.portal.page.frame;

import org.jspecify.annotations.NullMarked;
