package org.sluice.portal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.http.ContentTooLargeResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms as browsers send them, and as others do. */
class FormTest {

  @Test
  void fields_are_decoded_and_the_first_equals_divides() {
    Form form = Form.parse("a=1+2&b=%C3%A4%3D&a=x=y&c=&=lost&lost");
    assertThat(form.text("a")).isEqualTo("1 2");
    assertThat(form.texts("a")).containsExactly("1 2", "x=y");
    assertThat(form.text("b")).isEqualTo("ä=");
    assertThat(form.has("c")).isTrue();
    assertThat(form.text("c")).isEmpty();
    assertThat(form.fields()).hasSize(3);
  }

  @Test
  void what_cannot_be_decoded_stays_as_it_was_sent() {
    assertThat(Form.parse("a=%zz").text("a")).isEqualTo("%zz");
  }

  @Test
  void a_list_has_what_was_added_and_what_was_typed_last() {
    Form form = Form.parse("to=a@b&to=c@d&to-more=e@f%2C+a@b");
    assertThat(form.chips("to")).containsExactly("a@b", "c@d", "e@f");
  }

  @Test
  void a_name_with_a_blank_that_was_added_stays_one_and_a_typed_one_does_where_names_have_blanks() {
    Form form = Form.parse("from=HP+scanner&from=a@b&from-more=Old+fax%2C+c@d");
    assertThat(form.names("from")).containsExactly("HP scanner", "a@b", "Old fax", "c@d");
    assertThat(form.chips("from")).containsExactly("HP scanner", "a@b", "Old", "fax", "c@d");
  }

  @Test
  void a_pasted_column_of_addresses_is_divided_also_where_names_have_blanks() {
    Form form = Form.parse("from-more=a@x+b@x%0D%0Ac@x,+HP+scanner+b@x");
    assertThat(form.names("from")).containsExactly("a@x", "b@x", "c@x", "HP scanner b@x");
  }

  private static String fields(int count) {
    return IntStream.range(0, count).mapToObj(i -> "f" + i + "=x").collect(Collectors.joining("&"));
  }

  @ParameterizedTest
  @ValueSource(ints = {Form.MOST_FIELDS - 1, Form.MOST_FIELDS})
  void as_many_fields_as_there_may_be_are_all_read(int sent) {
    assertThat(Form.parse(fields(sent)).fields()).hasSize(sent);
  }

  @Test
  void of_a_form_with_more_fields_nothing_is_taken() {
    String text = fields(Form.MOST_FIELDS + 1);
    assertThatThrownBy(() -> Form.parse(text))
        .isInstanceOf(ContentTooLargeResponse.class)
        .hasMessageContaining("at most " + Form.MOST_FIELDS + " fields");
  }
}
