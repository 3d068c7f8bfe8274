package org.sluice.core.administration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sluice.core.administration.UsageReport.Line;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.policy.Explanation;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;

class UsageReportTest {
  private static UsageReport report(Line... lines) {
    return new UsageReport(
        new RestrictedEntity(Kind.USER, "anna@example.org"),
        new Explanation("anna@example.org", OutboundSpamPolicy.DEFAULT, List.of()),
        Optional.empty(),
        List.of(lines));
  }

  private static Line line(LimitKind limit, long used) {
    return new Line(limit, 500, used, Optional.empty());
  }

  @Test
  void a_sender_is_idle_whatever_others_sent() {
    Line others = line(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS, 400);
    assertThat(report(others, line(LimitKind.RECIPIENTS_PER_DAY, 0)).isIdle()).isTrue();
    assertThat(report(others, line(LimitKind.RECIPIENTS_PER_DAY, 1)).isIdle()).isFalse();
  }
}
