/** The one HTTP server: sites that share it, and who a request comes from. */
@NullMarked
package org.sluice.portal.http;

import org.jspecify.annotations.NullMarked;
