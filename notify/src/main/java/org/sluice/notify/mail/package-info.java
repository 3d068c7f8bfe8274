/** Tells by mail. */
@NullMarked
package org.sluice.notify.mail;

import org.jspecify.annotations.NullMarked;
