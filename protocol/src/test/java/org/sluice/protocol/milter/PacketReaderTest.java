package org.sluice.protocol.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sluice.testkit.MilterPackets;

class PacketReaderTest {
  private static Parsed read(byte[] packet) {
    PacketReader reader = new PacketReader();
    Parsed parsed = reader.feed(packet, 0, packet.length);
    if (!(parsed instanceof Parsed.Broken)) {
      assertThat(reader.consumed()).isEqualTo(packet.length);
      assertThat(reader.isInside()).isFalse();
    }
    return parsed;
  }

  private static byte[] filled(int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 'x');
    return content;
  }

  private static MilterViolation violation(Parsed parsed) {
    return ((Parsed.Broken) parsed).violation();
  }

  @Test
  void a_body_chunk_up_to_the_bound_passes_and_one_byte_more_is_broken() {
    int most = PacketReader.MAX_CONTENT_BYTES;
    assertThat(read(MilterPackets.of('B', filled(most - 1))))
        .isEqualTo(new Parsed.Step(Command.BODY));
    assertThat(read(MilterPackets.of('B', filled(most)))).isEqualTo(new Parsed.Step(Command.BODY));
    assertThat(violation(read(MilterPackets.of('B', filled(most + 1)))))
        .isEqualTo(MilterViolation.PACKET_TOO_LARGE);
  }

  @Test
  void a_command_up_to_the_bound_passes_and_one_byte_more_is_broken() {
    byte[] content = filled(PacketReader.MAX_COMMAND_BYTES);
    content[content.length - 1] = 0;
    assertThat(read(MilterPackets.of('M', content))).isInstanceOf(Parsed.Mail.class);
    byte[] less = Arrays.copyOfRange(content, 1, content.length);
    assertThat(read(MilterPackets.of('M', less))).isInstanceOf(Parsed.Mail.class);
    byte[] more = Arrays.copyOf(content, content.length + 1);
    assertThat(violation(read(MilterPackets.of('M', more))))
        .isEqualTo(MilterViolation.PACKET_TOO_LARGE);
  }

  @Test
  void a_header_field_beyond_what_is_kept_is_read_from_its_beginning() {
    for (int length : new int[] {-1, 0, 1, 100_000}) {
      byte[] content = filled(PacketReader.MAX_HEADER_KEPT + length);
      content[4] = 0;
      content[content.length - 1] = 0;
      Parsed.Header header = (Parsed.Header) read(MilterPackets.of('L', content));
      assertThat(header.name()).isEqualTo("xxxx");
      assertThat(header.value().length())
          .isEqualTo(Math.min(content.length - 6, PacketReader.MAX_HEADER_KEPT - 5));
      assertThat(pieces(MilterPackets.of('L', content), 777)).isEqualTo(header);
    }
    byte[] nameless = filled(PacketReader.MAX_HEADER_KEPT + 10);
    nameless[PacketReader.MAX_HEADER_KEPT] = 0;
    assertThat(violation(read(MilterPackets.of('L', nameless))))
        .isEqualTo(MilterViolation.BAD_HEADER);
  }

  private static Parsed pieces(byte[] packet, int size) {
    PacketReader reader = new PacketReader();
    Parsed parsed = Parsed.Incomplete.INCOMPLETE;
    for (int from = 0; from < packet.length; from += size) {
      parsed = reader.feed(packet, from, Math.min(packet.length, from + size));
    }
    return parsed;
  }

  @Test
  void a_length_that_is_announced_and_never_comes_costs_no_memory() {
    PacketReader reader = new PacketReader();
    byte[] head =
        ByteBuffer.allocate(5).putInt(PacketReader.MAX_COMMAND_BYTES + 1).put((byte) 'M').array();
    assertThat(reader.feed(head, 0, 5)).isInstanceOf(Parsed.Incomplete.class);
    assertThat(reader.isInside()).isTrue();
  }

  @Test
  void several_packets_in_one_read_are_found_one_after_another() {
    byte[] abort = MilterPackets.of('A');
    byte[] two = ByteBuffer.allocate(10).put(abort).put(MilterPackets.of('Q')).array();
    PacketReader reader = new PacketReader();
    assertThat(reader.feed(two, 0, 10)).isEqualTo(new Parsed.Step(Command.ABORT));
    assertThat(reader.consumed()).isEqualTo(5);
    assertThat(reader.feed(two, 5, 10)).isEqualTo(new Parsed.Step(Command.QUIT));
  }

  @Test
  void addresses_lose_their_angle_brackets_and_broken_utf_8_stays_apart() {
    assertThat(read(MilterPackets.packet("mail <a@b.test>")))
        .isEqualTo(new Parsed.Mail("a@b.test"));
    assertThat(read(MilterPackets.packet("mail a@b.test"))).isEqualTo(new Parsed.Mail("a@b.test"));
    assertThat(read(MilterPackets.packet("mail <>"))).isEqualTo(new Parsed.Mail(""));
    assertThat(read(MilterPackets.packet("rcpt <\u00e9>")))
        .isNotEqualTo(read(MilterPackets.packet("rcpt <\u00e8>")));
  }
}
