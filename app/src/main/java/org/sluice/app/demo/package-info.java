/** {@code sluice demo}: an organization, its ordinary fortnight, and one stolen password. */
@NullMarked
package org.sluice.app.demo;

import org.jspecify.annotations.NullMarked;
