package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.audit.AuditOperation;

class AlertPoliciesTest {

  @ParameterizedTest
  @CsvSource({
    "true, true, a@example.org, false, true",
    "true, true, TenantAdmins, false, false",
    "true, false, a@example.org, false, false",
    "false, true, a@example.org, false, false",
    "false, false, TenantAdmins, true, true",
  })
  void somebody_hears_of_a_policy_whose_mail_has_a_receiver_or_that_a_machine_takes(
      boolean mail, boolean notify, String recipient, boolean syslog, boolean heard) {
    Audience audience = new Audience(List.of(), mail, List.of(), syslog, false, "");
    AlertPolicy policy =
        AlertPolicies.SHIPPED
            .all()
            .getFirst()
            .with(true, Severity.High, new Telling(notify, List.of(recipient), 0));
    assertThat(audience.hears(policy)).isEqualTo(heard);
    assertThat(audience.withTenantAdmins(List.of("b@example.org")).hears(policy))
        .isEqualTo(syslog || (mail && notify));
  }

  @Test
  void a_shipped_policy_keeps_what_may_be_changed_and_takes_the_rest_from_the_program() {
    AlertPolicy shipped = AlertPolicies.SHIPPED.all().getFirst();
    Telling other = new Telling(false, List.of("x@example.org"), 5);
    AlertPolicy kept =
        new AlertPolicy(
            shipped.name(),
            true,
            false,
            Severity.Low,
            Category.Others,
            List.of(),
            AlertFilter.parse("a -eq 'b'"),
            Trigger.EACH,
            other,
            "");
    AlertPolicies read = AlertPolicies.of(List.of(kept));
    assertThat(read.all()).hasSize(7);
    assertThat(read.all().getFirst()).isEqualTo(shipped.with(false, Severity.Low, other));
  }

  /** Two versions ago nobody had shipped one of that name. */
  @Test
  void a_policy_of_ones_own_with_the_name_of_a_shipped_one_goes_on_under_another() {
    AlertPolicy own =
        AlertRulesTest.custom(List.of(AuditOperation.SET_RULE), Trigger.EACH)
            .named("sluice STORE lost");
    AlertPolicy taken = own.named("Sluice store lost (own)");
    AlertPolicies read = AlertPolicies.of(List.of(own, taken));
    assertThat(read.all()).hasSize(9);
    assertThat(read.find(AlertPolicies.STORE_LOST).orElseThrow().system()).isTrue();
    assertThat(read.all().subList(7, 9))
        .containsExactly(own.named("sluice STORE lost (own) (own)"), taken);
    assertThat(AlertPolicies.of(read.all())).as("and stays so").isEqualTo(read);
  }

  @Test
  void bounds_of_a_trigger() {
    AggregationType many = AggregationType.SimpleAggregation;
    assertThat(new Trigger(many, 1, Duration.ofMinutes(1)).threshold()).isEqualTo(1);
    assertThat(new Trigger(many, Trigger.MOST_THRESHOLD, Trigger.MOST_WINDOW).window())
        .isEqualTo(Trigger.MOST_WINDOW);
    for (int threshold : List.of(0, Trigger.MOST_THRESHOLD + 1)) {
      assertThatThrownBy(() -> new Trigger(many, threshold, Duration.ofMinutes(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (Duration window : List.of(Duration.ofSeconds(59), Trigger.MOST_WINDOW.plusSeconds(1))) {
      assertThatThrownBy(() -> new Trigger(many, 1, window))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Trigger(AggregationType.None, 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bounds_of_a_telling() {
    List<String> most = Collections.nCopies(Telling.MOST_RECIPIENTS, "a@example.org");
    assertThat(new Telling(true, most, Telling.MOST_DAILY).recipients()).hasSize(50);
    assertThatThrownBy(() -> new Telling(true, Collections.nCopies(51, "a"), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Telling(true, List.of(), Telling.MOST_DAILY + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Telling(true, List.of(), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
