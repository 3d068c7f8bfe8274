package org.sluice.server.milter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.Submission;
import org.sluice.protocol.milter.MilterSession;
import org.sluice.protocol.milter.Outcome;
import org.sluice.protocol.milter.PacketReader;
import org.sluice.protocol.milter.Parsed;

/**
 * One connection of an MTA. Packets are taken one at a time, in order. While an answer is pending,
 * what else arrives is kept, at most {@value #MOST_BACKLOG} bytes, then reading stops. All of it
 * runs on the event loop.
 */
final class MilterConnection extends ChannelInboundHandlerAdapter {
  /** Bytes kept while an answer is pending. */
  static final int MOST_BACKLOG = 64 * 1024;

  /** Bytes of one read. */
  static final int READ_BYTES = 8 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(MilterConnection.class);

  private final MilterServer server;
  private final PacketReader reader = new PacketReader();
  private final MilterSession session;
  private final byte[] bytes = new byte[READ_BYTES];
  private byte[] backlog = new byte[0];
  private int backlogLength;
  private boolean asking;
  private boolean reading;
  private boolean answered;
  private @Nullable ChannelHandlerContext context;
  private long lastMillis;
  private long packetSinceMillis;

  MilterConnection(MilterServer server) {
    this.server = server;
    this.session = server.newSession();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    lastMillis = server.nowMillis();
    if (!server.admit(this)) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    server.leave(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    reading = true;
    try {
      lastMillis = server.nowMillis();
      while (buffer.isReadable() && ctx.channel().isActive()) {
        int length = Math.min(buffer.readableBytes(), READ_BYTES);
        buffer.readBytes(bytes, 0, length);
        take(ctx, length);
      }
    } finally {
      buffer.release();
      reading = false;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!answered && !asking) {
      acknowledge(ctx);
    }
    flush(ctx);
  }

  /**
   * Has what was read acknowledged now. Postfix sends ABORT after a message and waits for nothing;
   * its next small write then stays in its kernel until the first is acknowledged (RFC 896), which
   * ours would put off for 40 ms in the hope of an answer to go with (RFC 1122, section 4.2.3.2).
   * That was most of the time that a message through TCP took.
   */
  private static void acknowledge(ChannelHandlerContext ctx) {
    if (ctx.channel() instanceof EpollSocketChannel channel && channel.isActive()) {
      channel.config().setTcpQuickAck(true);
    }
  }

  private void flush(ChannelHandlerContext ctx) {
    if (answered) {
      answered = false;
      ctx.flush();
    }
  }

  private void take(ChannelHandlerContext ctx, int length) {
    int from = asking ? 0 : read(ctx, bytes, 0, length);
    if (from < length) {
      keep(ctx, from, length);
    }
  }

  private void keep(ChannelHandlerContext ctx, int from, int to) {
    int length = backlogLength + to - from;
    if (length > backlog.length) {
      backlog = Arrays.copyOf(backlog, Math.max(length, 2 * backlog.length));
    }
    System.arraycopy(bytes, from, backlog, backlogLength, to - from);
    backlogLength = length;
    if (length > MOST_BACKLOG - READ_BYTES) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  /** Takes packets until an answer is pending or the bytes are used up; tells where it stopped. */
  private int read(ChannelHandlerContext ctx, byte[] from, int start, int end) {
    int at = start;
    while (at < end && !asking) {
      Parsed parsed = reader.feed(from, at, end);
      at += reader.consumed();
      packetSinceMillis = parsed instanceof Parsed.Incomplete ? packetSinceMillis : 0;
      boolean open =
          switch (parsed) {
            case Parsed.Incomplete incomplete -> true;
            case Parsed.Broken broken -> end(ctx, broken);
            case Parsed.Event event -> on(ctx, event);
          };
      if (!open) {
        return end;
      }
    }
    packetSinceMillis =
        reader.isInside() ? (packetSinceMillis == 0 ? lastMillis : packetSinceMillis) : 0;
    return at;
  }

  /** Whether the connection goes on. */
  private boolean on(ChannelHandlerContext ctx, Parsed.Event event) {
    switch (session.on(event)) {
      case Outcome.Silence silence -> {}
      case Outcome.Answer(byte[] answer) -> write(ctx, answer);
      case Outcome.Ask(Submission submission) -> ask(ctx, submission);
      case Outcome.End end -> {
        if (end.broken().isPresent()) {
          return end(ctx, end.broken().get());
        }
        flush(ctx);
        ctx.close();
        return false;
      }
    }
    return true;
  }

  private boolean end(ChannelHandlerContext ctx, Parsed.Broken broken) {
    LOG.warn(
        "milter {} ({}): {}{}; closed",
        ctx.channel().remoteAddress(),
        session.about(),
        broken.violation().explanation(),
        broken.shown().isEmpty() ? "" : ": " + broken.shown());
    ctx.close();
    return false;
  }

  private void ask(ChannelHandlerContext ctx, Submission submission) {
    asking = true;
    server
        .ask(submission)
        .whenComplete((decision, failure) -> {
          if (ctx.executor().inEventLoop()) {
            decided(ctx, decision, failure);
          } else {
            ctx.executor().execute(() -> decided(ctx, decision, failure));
          }
        });
  }

  /** A failure of ours is no reason to stop mail: it passes, and the log says so. */
  private void decided(
      ChannelHandlerContext ctx, @Nullable Decision decision, @Nullable Throwable failure) {
    asking = false;
    if (failure != null) {
      LOG.error("A submission could not be judged and passes ({})", session.about(), failure);
    }
    Decision answer = decision == null ? Decision.Permit.INBOUND : decision;
    if (answer instanceof Decision.Permit && !answer.copies().isEmpty() && !session.canCopy()) {
      LOG.warn("No copy was made: the MTA offers no SMFIF_ADDRCPT ({})", session.about());
    }
    write(ctx, session.decided(answer));
    if (server.isStopping()) {
      flush(ctx);
      ctx.close();
    } else if (!reading) {
      goOn(ctx);
    }
  }

  private void write(ChannelHandlerContext ctx, byte[] answer) {
    ctx.write(Unpooled.wrappedBuffer(answer), ctx.voidPromise());
    answered = true;
  }

  /** After an answer that was waited for: the packets that arrived meanwhile, then the answers. */
  private void goOn(ChannelHandlerContext ctx) {
    if (backlogLength > 0) {
      byte[] kept = backlog;
      int length = backlogLength;
      backlog = new byte[0];
      backlogLength = 0;
      int at = read(ctx, kept, 0, length);
      if (at < length) {
        backlog = Arrays.copyOfRange(kept, at, length);
        backlogLength = length - at;
      } else {
        ctx.channel().config().setAutoRead(true);
      }
    }
    flush(ctx);
  }

  /** Closes what is silent for too long, or slow to end a packet. */
  void checkTime(long nowMillis, MilterBounds bounds) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || asking) {
      return;
    }
    if (packetSinceMillis != 0 && nowMillis - packetSinceMillis > bounds.packetMillis()) {
      LOG.warn("milter {}: the packet was not whole in time; closed", session.about());
      ctx.close();
    } else if (nowMillis - lastMillis > bounds.idleMillis()) {
      LOG.warn("milter {}: idle; closed", session.about());
      ctx.close();
    }
  }

  /** Closes now, or after the answer that is pending. */
  void stop() {
    if (!asking && context != null) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("milter {}: {}", session.about(), cause.toString());
    ctx.close();
  }
}
