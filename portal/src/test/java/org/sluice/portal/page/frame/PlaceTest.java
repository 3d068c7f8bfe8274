package org.sluice.portal.page.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The navigation has the headings that Defender's administrators know, each once. */
class PlaceTest {

  @Test
  void a_heading_stands_before_its_first_entry_only() {
    assertThat(Place.RESTRICTED.fresh()).containsExactly("Email & collaboration", "Review");
    assertThat(Place.ALERT_POLICIES.fresh()).containsExactly("Policies & rules");
    assertThat(Place.ANTI_SPAM.fresh()).containsExactly("Threat policies");
    assertThat(Place.ALERTS.fresh()).isEmpty();
  }
}
