package org.sluice.server.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.Submission;

/** A fault of ours is in the log, where an operator looks; a peer that is lost is none. */
class OwnFaultTest {
  private static final Submission SUBMISSION =
      new Submission(
          Submission.Stage.SENDER,
          "",
          SaslUsername.NONE,
          new ClientAddress("192.0.2.1"),
          EnvelopeSender.NULL,
          "",
          List.of(),
          0,
          "");

  private final EventLoop loop = new EventLoop();
  private final Connections connections = new Connections(loop, "test", 9, () -> 1);
  private final PrintStream standard = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(said, true, UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(standard);
    loop.close();
  }

  /** Each byte is a question; its answer is a byte, or a fault. */
  private final class Asked extends AskingConnection {
    private final boolean faulty;

    Asked(Doorkeeper doorkeeper, boolean faulty) {
      super(connections, doorkeeper, 16, 1_000, 1_000);
      this.faulty = faulty;
    }

    @Override
    protected int read(ChannelHandlerContext ctx, byte[] from, int start, int end) {
      int at = start;
      while (at < end && !isAsking()) {
        at++;
        ask(ctx, SUBMISSION);
      }
      return at;
    }

    @Override
    protected boolean isInside() {
      return false;
    }

    @Override
    protected void decided(ChannelHandlerContext ctx, Decision decision) {
      if (faulty) {
        throw new IllegalStateException("No answer");
      }
      write(ctx, Unpooled.wrappedBuffer(new byte[] {'!'}));
    }

    @Override
    protected String about(ChannelHandlerContext ctx) {
      return "a client";
    }
  }

  private EmbeddedChannel asked(Doorkeeper doorkeeper, boolean faulty) {
    EmbeddedChannel channel = new EmbeddedChannel(new Asked(doorkeeper, faulty));
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {'?'}));
    channel.runPendingTasks();
    return channel;
  }

  @Test
  void a_doorkeeper_that_throws_is_logged_and_its_submission_passes() {
    EmbeddedChannel channel =
        asked(
            submission -> {
              throw new IllegalStateException("No decision");
            },
            false);
    assertThat(channel.<Object>readOutbound()).isNotNull();
    assertThat(channel.isActive()).isTrue();
    assertThat(said.toString(UTF_8))
        .contains("ERROR")
        .contains("a client: a submission could not be judged and passes")
        .contains("No decision");
  }

  @Test
  void an_answer_that_fails_is_logged_and_ends_the_connection_at_once_and_later() {
    CompletionStage<Decision> now =
        CompletableFuture.completedFuture(Decision.Permit.WITHIN_LIMITS);
    CompletableFuture<Decision> later = new CompletableFuture<>();
    for (CompletionStage<Decision> stage : List.of(now, later)) {
      said.reset();
      EmbeddedChannel channel = asked(submission -> stage, true);
      later.complete(Decision.Permit.WITHIN_LIMITS);
      channel.runPendingTasks();
      assertThat(channel.isActive()).isFalse();
      assertThat(said.toString(UTF_8))
          .contains("ERROR")
          .contains("a client: a fault of Sluice")
          .contains("No answer");
    }
  }

  @Test
  void a_peer_that_is_lost_is_no_fault() {
    EmbeddedChannel channel = new EmbeddedChannel(new Asked(s -> new CompletableFuture<>(), false));
    channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
    assertThat(channel.isActive()).isFalse();
    assertThat(said.toString(UTF_8)).doesNotContain("ERROR").doesNotContain("WARN");
  }
}
