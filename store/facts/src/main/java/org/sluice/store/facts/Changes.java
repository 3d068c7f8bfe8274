package org.sluice.store.facts;

import java.util.Set;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * What other nodes have changed.
 *
 * @param topics what has to be read again as a whole; with {@link Topic#RESTRICTIONS}, all of them
 * @param entities whose restriction has to be read again
 */
public record Changes(Set<Topic> topics, Set<RestrictedEntity> entities) {
  /** Whatever there is: nobody knows what was missed. */
  public static final Changes ALL = new Changes(Set.of(Topic.values()), Set.of());

  public Changes {
    topics = Set.copyOf(topics);
    entities = Set.copyOf(entities);
  }

  boolean isOf(Topic topic) {
    return topics.contains(topic);
  }

  boolean allRestrictions() {
    return isOf(Topic.RESTRICTIONS);
  }
}
