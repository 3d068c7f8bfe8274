/**
 * The commands that ask a running server: cmdlets as they are, and shorter words for the common
 * ones.
 */
@NullMarked
package org.sluice.app.command;

import org.jspecify.annotations.NullMarked;
