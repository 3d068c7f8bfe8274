package org.sluice.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DsnParametersTest {
  @Test
  void notify_says_whether_a_failure_is_told() {
    assertThat(DsnParameters.wantsFailure(List.of())).isTrue();
    assertThat(DsnParameters.wantsFailure(List.of("NOTIFY="))).isTrue();
    assertThat(DsnParameters.wantsFailure(List.of("notify=failure"))).isTrue();
    assertThat(DsnParameters.wantsFailure(List.of("NOTIFY=SUCCESS,FAILURE,DELAY"))).isTrue();
    assertThat(DsnParameters.wantsFailure(List.of("NOTIFY=NEVER"))).isFalse();
    assertThat(DsnParameters.wantsFailure(List.of("ORCPT=rfc822;a@b", "NOTIFY=SUCCESS,DELAY")))
        .isFalse();
  }

  @Test
  void envelope_id_and_original_recipient_are_decoded_from_xtext() {
    assertThat(DsnParameters.envelopeId(List.of("RET=FULL", "ENVID=QQ+20a+2b+2B")))
        .isEqualTo("QQ a++");
    assertThat(DsnParameters.originalRecipient(List.of("orcpt=rfc822;a+2Bb@c.test")))
        .isEqualTo("rfc822;a+b@c.test");
  }

  @Test
  void what_is_no_xtext_counts_as_not_given() {
    for (String bad : List.of("a+", "a+4", "a+xx")) {
      assertThat(DsnParameters.envelopeId(List.of("ENVID=" + bad))).isEmpty();
      assertThat(DsnParameters.originalRecipient(List.of("ORCPT=rfc822;" + bad))).isEmpty();
    }
    assertThat(DsnParameters.originalRecipient(List.of("ORCPT=a@b.test"))).isEmpty();
  }

  @Test
  void values_at_the_bound_are_read_and_longer_ones_are_not() {
    String id = "x".repeat(DsnParameters.MAX_ENVID);
    assertThat(DsnParameters.envelopeId(List.of("ENVID=" + id))).isEqualTo(id);
    assertThat(DsnParameters.envelopeId(List.of("ENVID=" + id + "x"))).isEmpty();
    String original = "rfc822;" + "x".repeat(DsnParameters.MAX_ORCPT - 7);
    assertThat(DsnParameters.originalRecipient(List.of("ORCPT=" + original))).isEqualTo(original);
    assertThat(DsnParameters.originalRecipient(List.of("ORCPT=" + original + "x"))).isEmpty();
  }

  @Property(tries = 500)
  void anything_is_read_without_an_error(@ForAll List<String> parameters) {
    assertThat(DsnParameters.envelopeId(parameters)).isNotNull();
    assertThat(DsnParameters.originalRecipient(parameters)).isNotNull();
    assertThat(DsnParameters.wantsFailure(parameters)).isIn(true, false);
  }
}
