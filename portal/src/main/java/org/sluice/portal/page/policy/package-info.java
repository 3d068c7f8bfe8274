/** Outbound spam policies and the rules that bind them. */
@NullMarked
package org.sluice.portal.page.policy;

import org.jspecify.annotations.NullMarked;
