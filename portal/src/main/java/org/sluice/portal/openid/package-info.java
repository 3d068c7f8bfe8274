/** Signing in by an OpenID Connect provider: what is asked of it, and what it says is believed. */
@NullMarked
package org.sluice.portal.openid;

import org.jspecify.annotations.NullMarked;
