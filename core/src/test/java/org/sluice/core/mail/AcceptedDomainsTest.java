package org.sluice.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptedDomainsTest {

  @Test
  void without_a_list_the_submitters_own_domain_is_internal() {
    AcceptedDomains none = new AcceptedDomains(List.of());

    assertThat(none.isInternal("example.org", "example.org")).isTrue();
    assertThat(none.isInternal("example.net", "example.org")).isFalse();
  }

  @Test
  void a_listed_domain_is_internal_and_its_subdomains_are_not() {
    AcceptedDomains listed = new AcceptedDomains(List.of("Example.org"));

    assertThat(listed.isInternal("example.org", "x")).isTrue();
    assertThat(listed.isInternal("sub.example.org", "x")).isFalse();
    assertThat(listed.isInternal("x", "x")).isFalse();
  }

  @Test
  void a_leading_dot_lists_subdomains_and_not_the_domain() {
    AcceptedDomains listed = new AcceptedDomains(List.of(".example.org"));

    assertThat(listed.isInternal("a.b.example.org", "x")).isTrue();
    assertThat(listed.isInternal("example.org", "x")).isFalse();
    assertThat(listed.isInternal("badexample.org", "x")).isFalse();
  }
}
