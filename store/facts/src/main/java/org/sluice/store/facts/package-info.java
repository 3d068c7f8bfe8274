/**
 * The facts as tables: what every database of facts has in common. How the database is reached, and
 * where its SQL differs, is behind {@link org.sluice.store.facts.FactsDatabase}.
 */
@NullMarked
package org.sluice.store.facts;

import org.jspecify.annotations.NullMarked;
