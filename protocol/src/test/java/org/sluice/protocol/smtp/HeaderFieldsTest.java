package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HeaderFieldsTest {
  private static List<String> fields(String text) {
    List<String> fields = new ArrayList<>();
    byte[] bytes = text.getBytes(UTF_8);
    HeaderFields.read(bytes, bytes.length, (name, value) -> fields.add(name + "=" + value));
    return fields;
  }

  @Test
  void fields_come_in_order_and_folded_values_whole() {
    assertThat(fields("From: a@b\r\nTo: c@d,\r\n e@f\r\nfrom:x\r\n\r\nBody: no\r\n"))
        .containsExactly("From=a@b", "To=c@d,\r\n e@f", "from=x");
  }

  @Test
  void a_message_without_a_body_ends_with_its_dot() {
    assertThat(fields("From: a@b\r\n.\r\nTo: x\r\n")).containsExactly("From=a@b");
    assertThat(fields(".\r\n")).isEmpty();
  }

  @Test
  void what_is_no_field_is_passed_over() {
    assertThat(fields("From a@b\r\n\r\n")).isEmpty();
    assertThat(fields("nonsense\r\nFrom: a\r\n")).containsExactly("From=a");
    assertThat(fields("")).isEmpty();
    assertThat(fields("From: cut")).containsExactly("From=cut");
  }

  @Property(tries = 2_000)
  void any_bytes_are_read(@ForAll byte[] bytes) {
    List<String> fields = new ArrayList<>();
    HeaderFields.read(bytes, bytes.length, (name, value) -> fields.add(name));
    assertThat(fields).hasSizeLessThanOrEqualTo(bytes.length);
  }
}
