/** Assembles the running server: plain constructors, read from top to bottom. */
@NullMarked
package org.sluice.app.serve;

import org.jspecify.annotations.NullMarked;
