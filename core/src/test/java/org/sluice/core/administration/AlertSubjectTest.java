package org.sluice.core.administration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;

class AlertSubjectTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Alert alert(String policy, String entity, String kind) {
    return new Alert(
        "3a1f6f6e",
        policy,
        Severity.High,
        Category.ThreatManagement,
        entity,
        Kind.of(kind),
        NOON,
        NOON,
        1,
        Alert.Status.New,
        "",
        Alert.Classification.NotSet,
        false);
  }

  /** The shipped policies, and one that listens to these operations. */
  private static AlertPolicies with(String name, String operations) {
    List<AuditOperation> all =
        Arrays.stream(operations.split(" ", -1)).map(AuditOperation::valueOf).toList();
    return AlertPolicies.SHIPPED.plus(
        new AlertPolicy(
            name,
            false,
            true,
            Severity.Low,
            Category.Others,
            all,
            AlertFilter.parse(""),
            Trigger.EACH,
            Telling.USUAL,
            ""));
  }

  private static String words(AlertSubject subject) {
    return switch (subject) {
      case AlertSubject.Sender(RestrictedEntity entity) ->
          entity.kind().title() + " " + entity.name();
      case AlertSubject.Organization() -> "organization";
      case AlertSubject.Other() -> "other";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "User restricted from sending email, anna@example.org, User, User anna@example.org",
    "User restricted from sending email, anna, User, User anna",
    "Suspicious connector activity, scanner, Connector, Connector scanner",
    "a policy that is gone, scanner, Connector, Connector scanner",
    "Email sending limit exceeded, organization, User, User organization",
    "Suspicious tenant sending patterns observed, organization, '', organization",
    "Tenant restricted from sending email, organization, '', organization",
    "Sluice store lost, Redis of node one@rack, '', other",
  })
  void an_alert_says_what_it_is_about(String policy, String entity, String kind, String subject) {
    assertThat(words(AlertSubject.of(alert(policy, entity, kind), AlertPolicies.SHIPPED)))
        .isEqualTo(subject);
  }

  @ParameterizedTest
  @CsvSource({
    "LISTED LIMIT_EXCEEDED, anna@example.org, User anna@example.org",
    "LISTED LIMIT_EXCEEDED, scanner, other",
    "SUSPICIOUS_PATTERN, anna@example.org, User anna@example.org",
    "ADD_BLOCKED_SENDER_ADDRESS, anna@example.org, User anna@example.org",
    "ADD_BLOCKED_CONNECTOR REMOVE_BLOCKED_CONNECTOR, scanner, Connector scanner",
    "SET_ADMINISTRATOR, root@example.org, other",
    "LISTED USER_LOGIN_FAILED, root@example.org, other",
    "SET_POLICY, organization, other",
    "SET_POLICY, Default, other"
  })
  void where_it_does_not_say_its_policy_tells(String operations, String entity, String subject) {
    Alert alert = alert("Own", entity, "");
    assertThat(alert.kind()).isEqualTo(Optional.empty());
    assertThat(words(AlertSubject.of(alert, with("Own", operations)))).isEqualTo(subject);
    assertThat(words(AlertSubject.of(alert, AlertPolicies.SHIPPED)))
        .as("its policy is gone")
        .isEqualTo("other");
  }
}
