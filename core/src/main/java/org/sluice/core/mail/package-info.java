/** The envelope: who submits, from where, to whom, and what is answered. */
@NullMarked
package org.sluice.core.mail;

import org.jspecify.annotations.NullMarked;
