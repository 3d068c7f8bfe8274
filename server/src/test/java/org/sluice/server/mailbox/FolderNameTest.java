package org.sluice.server.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FolderNameTest {
  @Test
  void an_ordinary_address_is_its_own_folder() {
    assertThat(FolderName.of("anna+x_y-z@example.org")).isEqualTo("anna+x_y-z@example.org");
  }

  @Test
  void no_address_climbs_out() {
    for (String address :
        List.of(
            "../../etc/passwd", "..", ".", "/root", "a/b@c", "a\\b", "a\0b", "\"a b\"@c", "~x")) {
      assertThat(FolderName.of(address)).as(address).matches("[a-z0-9@%A-F+_-][a-z0-9@%A-F.+_-]*");
    }
    assertThat(FolderName.of("../x@y")).isEqualTo("%2E.%2Fx@y");
  }

  @Test
  void a_name_at_the_bound_stays_and_a_longer_one_is_cut_with_its_hash() {
    String most = "x".repeat(FolderName.MAX_LENGTH);
    assertThat(FolderName.of(most)).isEqualTo(most);
    assertThat(FolderName.of(most + "x")).matches("x{80}~[0-9a-f]{24}");
    assertThat(FolderName.of(most + "x")).isNotEqualTo(FolderName.of(most + "y"));
  }

  @Property
  void two_addresses_never_share_a_folder(@ForAll String one, @ForAll String two) {
    boolean same = one.equals(two);
    boolean broken = (one + two).codePoints().anyMatch(c -> c >= 0xd800 && c < 0xe000);
    if (!broken) {
      assertThat(FolderName.of(one).equals(FolderName.of(two))).isEqualTo(same);
    }
    assertThat(FolderName.of(one)).doesNotContain("/").hasSizeLessThanOrEqualTo(120);
  }
}
