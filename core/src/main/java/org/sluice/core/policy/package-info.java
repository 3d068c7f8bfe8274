/** Which limits and which action apply to whom, and why. */
@NullMarked
package org.sluice.core.policy;

import org.jspecify.annotations.NullMarked;
