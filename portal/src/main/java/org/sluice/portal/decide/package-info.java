/** The door over HTTP, for mail servers that speak neither Postfix's delegation nor milter. */
@NullMarked
package org.sluice.portal.decide;

import org.jspecify.annotations.NullMarked;
