/** Every operator verb, each leaving exactly one audit record. */
@NullMarked
package org.sluice.core.administration;

import org.jspecify.annotations.NullMarked;
