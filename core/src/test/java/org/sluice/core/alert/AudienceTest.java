package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AudienceTest {
  private static final Audience AUDIENCE =
      new Audience(List.of("anna@example.org"), true, List.of(), false, false, "");

  @Test
  void an_address_that_is_named_twice_is_told_once_whatever_its_case() {
    Telling telling =
        new Telling(true, List.of(Telling.TENANT_ADMINS, "Anna@Example.org", "kai@example.org"), 0);
    assertThat(AUDIENCE.addresses(telling)).containsExactly("anna@example.org", "kai@example.org");
    assertThat(AUDIENCE.withTenantAdmins(List.of("ANNA@example.org")).tenantAdmins())
        .containsExactly("anna@example.org");
  }
}
