/** The cmdlet call that Exchange clients make: the closed list of cmdlets, its HTTP and JSON. */
@NullMarked
package org.sluice.portal.cmdlet;

import org.jspecify.annotations.NullMarked;
