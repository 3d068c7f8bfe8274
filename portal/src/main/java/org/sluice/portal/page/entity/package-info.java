/** All that is known of one sender. */
@NullMarked
package org.sluice.portal.page.entity;

import org.jspecify.annotations.NullMarked;
