package org.sluice.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom somebody sees who is limited to domains: the same, asked of one and of many. */
class DomainsTest {
  private static final List<Domains> ALL =
      List.of(
          Domains.ALL,
          new Domains(List.of("Example.org")),
          new Domains(List.of(".example.org")),
          new Domains(List.of("example.net", ".mail.example.org", "b")),
          new Domains(
              List.of("example.net", ".mail.example.org", "b", "c", "d", ".example.org", ".")),
          new Domains(List.of(".org", ".")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.org",
        "a@EXAMPLE.ORG",
        "a@X.EXAMPLE.ORG",
        "a@exa\u0131mple.org",
        "a@x.example.org",
        "a@x.mail.example.org",
        "a@mail.example.org",
        "a@xexample.org",
        "a@.example.org",
        "a@example.org.",
        "\"a@example.net\"@example.org",
        "a@example.org@example.net",
        "example.org",
        ".example.org",
        "a@b",
        "a@",
        "@",
        "@.",
        ""
      })
  void many_addresses_are_held_against_them_as_one_is(String address) {
    for (Domains domains : ALL) {
      assertThat(domains.includes(address))
          .as(domains.shown())
          .isEqualTo(domains.isAll() || isWithin(domains, address));
      assertThat(domains.inclusion().test(address))
          .as(domains.shown())
          .isEqualTo(domains.includes(address));
    }
  }

  /** As the words of {@link Domains} have it. */
  private static boolean isWithin(Domains domains, String address) {
    String domain = Addresses.domainOf(address);
    return !domain.isEmpty()
        && domains.names().stream()
            .anyMatch(n -> n.startsWith(".") ? domain.endsWith(n) : domain.equals(n));
  }
}
