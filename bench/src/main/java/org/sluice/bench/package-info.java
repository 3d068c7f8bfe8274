/** A closed-loop load generator for the policy delegation protocol. */
@NullMarked
package org.sluice.bench;

import org.jspecify.annotations.NullMarked;
