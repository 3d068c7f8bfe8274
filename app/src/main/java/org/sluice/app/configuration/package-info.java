/** Reads the configuration, explains its mistakes, and writes its own reference. */
@NullMarked
package org.sluice.app.configuration;

import org.jspecify.annotations.NullMarked;
