/** The program: its command line. */
@NullMarked
package org.sluice.app;

import org.jspecify.annotations.NullMarked;
