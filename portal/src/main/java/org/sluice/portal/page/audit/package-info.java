/** The audit log: search, export, proof, the switch. */
@NullMarked
package org.sluice.portal.page.audit;

import org.jspecify.annotations.NullMarked;
