package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sluice.server.proxy.Lost.Side;

/** What a deadline does to a link that does not give way; time passes while the link is asked. */
class WireTest {
  private static final long WRITE_MILLIS = 10_000;

  private final AtomicLong now = new AtomicLong(1);
  private final List<String> happened = new CopyOnWriteArrayList<>();

  /** A link on which each step takes {@code stepMillis}; the times are looked at meanwhile. */
  private final class SlowLink implements Link {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long stepMillis;
    private boolean givesWay = true;
    private Wire wire = new Wire(Side.CLIENT, this, now::get, WRITE_MILLIS);

    private void step(String what) throws IOException {
      now.addAndGet(stepMillis);
      wire.checkTime(now.get());
      if (happened.contains("close")) {
        throw new IOException("closed while it " + what);
      }
    }

    @Override
    public InputStream in() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          step("reads");
          if (givesWay && happened.contains("stop reading")) {
            return -1;
          }
          return 'x';
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
          int octet = read();
          return octet < 0 ? -1 : 1;
        }
      };
    }

    @Override
    public OutputStream out() {
      return new OutputStream() {
        @Override
        public void write(int octet) throws IOException {
          step("writes");
          written.write(octet);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          step("writes");
          written.write(bytes, from, length);
        }
      };
    }

    @Override
    public void stopReading() {
      happened.add("stop reading");
    }

    @Override
    public void stopWriting() throws IOException {
      step("stops writing");
      happened.add("stop writing");
    }

    @Override
    public void close() {
      happened.add("close");
    }
  }

  private final SlowLink link = new SlowLink();

  private void writes() throws Lost {
    link.wire.write(new byte[] {'x'});
    link.wire.flush();
  }

  @Test
  void a_write_has_its_time_and_no_more_though_nothing_was_said_of_it() throws Lost {
    link.stepMillis = WRITE_MILLIS - 1;
    writes();
    writes();
    assertThat(link.written.size()).isEqualTo(2);
    link.stepMillis = WRITE_MILLIS;
    assertThatThrownBy(this::writes).isInstanceOf(Lost.class).hasMessageContaining("writes");
    assertThat(happened).containsExactly("close");
  }

  @Test
  void a_nearer_deadline_binds_a_write_and_outlives_it() throws Exception {
    link.wire.within(500);
    link.stepMillis = 499;
    writes();
    assertThat(happened).isEmpty();
    link.stepMillis = 1;
    assertThatThrownBy(this::writes).isInstanceOf(Lost.class);
    assertThat(happened).containsExactly("close");
  }

  @Test
  void who_does_not_give_way_to_a_polite_end_is_cut_off_at_the_second_deadline() {
    link.givesWay = false;
    link.stepMillis = Wire.POLITE_MILLIS / 2;
    link.wire.within(1);
    assertThatThrownBy(
            () -> {
              while (true) {
                link.wire.await();
                link.wire.take(link.wire.limit());
              }
            })
        .isInstanceOf(Lost.class);
    assertThat(happened).containsExactly("stop reading", "close");
  }

  @Test
  void the_last_words_after_a_missed_deadline_have_a_short_time() throws Exception {
    link.stepMillis = 1;
    link.wire.within(1);
    assertThatThrownBy(link.wire::await).isInstanceOf(Lost.class);
    link.wire.within(600_000);
    link.stepMillis = Wire.POLITE_MILLIS - 1;
    writes();
    assertThat(happened).containsExactly("stop reading");
    link.stepMillis = 1;
    assertThatThrownBy(this::writes).isInstanceOf(Lost.class);
    assertThat(happened).containsExactly("stop reading", "close");
  }

  @Test
  void a_parting_that_cannot_say_its_end_is_cut_off() {
    link.stepMillis = Wire.PARTING_MILLIS;
    link.wire.part();
    assertThat(happened).containsExactly("close");
  }

  @Test
  void a_parting_waits_for_the_other_side_and_then_no_longer() {
    link.stepMillis = Wire.PARTING_MILLIS / 2;
    link.wire.part();
    assertThat(happened).containsExactly("stop writing", "stop reading");
  }
}
