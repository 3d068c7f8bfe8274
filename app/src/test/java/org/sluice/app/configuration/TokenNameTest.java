package org.sluice.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token of the configuration may be called. */
class TokenNameTest {
  private static Configuration named(String name) {
    return Configuration.parse(
        "s.toml",
        "[[token]]\nname = \"%s\"\nrole = \"SecurityReader\"\nsha256 = \"%s\"\n"
            .formatted(name, "0".repeat(64)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sluice", "sluice", " SLUICE "})
  void none_is_called_as_the_audit_log_calls_sluice_itself(String name) {
    assertThatThrownBy(() -> named(name))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageContaining("token.name is \"" + name + "\"")
        .hasMessageContaining("not Sluice, which is the server itself");
  }

  @Test
  void a_name_that_has_it_in_it_is_another() {
    assertThat(named("sluice-monitoring").tokens()).hasSize(1);
  }
}
