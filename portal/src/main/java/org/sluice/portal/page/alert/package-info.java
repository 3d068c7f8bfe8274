/** Alerts with their life, and the alert policies that make them. */
@NullMarked
package org.sluice.portal.page.alert;

import org.jspecify.annotations.NullMarked;
