package org.sluice.portal.page.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sluice.core.alert.AggregationType;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;

class AlertPolicyFormTest {

  private static AlertPolicy policy(Trigger trigger) {
    return new AlertPolicy(
        "Many releases",
        false,
        true,
        Severity.Low,
        Category.ThreatManagement,
        List.of(AuditOperation.DELISTED, AuditOperation.SET_RULE),
        AlertFilter.parse("ObjectId -like '*@example.org'"),
        trigger,
        Telling.USUAL,
        "");
  }

  /** Whoever reads the log later knows what the policy did, also when it is gone. */
  @Test
  void the_record_of_a_new_policy_has_all_of_it_under_the_names_of_the_cmdlet() {
    Trigger many = new Trigger(AggregationType.SimpleAggregation, 5, Duration.ofMinutes(30));
    assertThat(AlertPolicyForm.creation(policy(many)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("Name", "Many releases"),
                Map.entry("Disabled", "false"),
                Map.entry("Severity", "Low"),
                Map.entry("Category", "ThreatManagement"),
                Map.entry("Operation", "Delisted,Set-HostedOutboundSpamFilterRule"),
                Map.entry("Filter", "ObjectId -like '*@example.org'"),
                Map.entry("AggregationType", "SimpleAggregation"),
                Map.entry("Threshold", "5"),
                Map.entry("TimeWindow", "30"),
                Map.entry("NotificationEnabled", "true"),
                Map.entry("NotifyUser", "TenantAdmins"),
                Map.entry("NotifyUserThrottleThreshold", "0")));
    assertThat(AlertPolicyForm.creation(policy(Trigger.EACH)))
        .containsEntry("AggregationType", "None")
        .doesNotContainKeys("Threshold", "TimeWindow");
  }
}
