/** When people must be told, and of what. */
@NullMarked
package org.sluice.core.alert;

import org.jspecify.annotations.NullMarked;
