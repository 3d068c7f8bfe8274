package org.sluice.server.delegation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.protocol.delegation.Parsed;
import org.sluice.protocol.delegation.Replies;
import org.sluice.protocol.delegation.RequestParser;

/**
 * One client. Requests are answered one at a time, in order, and the connection stays open: Postfix
 * keeps it and asks again. While an answer is pending, what else arrives is kept, at most {@value
 * #MOST_BACKLOG} bytes, then reading stops. All of it runs on the event loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  /** Bytes kept while an answer is pending. */
  static final int MOST_BACKLOG = 64 * 1024;

  /** Bytes of one read. */
  static final int READ_BYTES = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final ByteBuf DUNNO =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes(Replies.DUNNO.getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private final DelegationServer server;
  private final RequestParser parser = new RequestParser();
  private final byte[] bytes = new byte[READ_BYTES];
  private byte[] backlog = new byte[0];
  private int backlogLength;
  private boolean asking;
  private boolean reading;
  private boolean answered;
  private boolean inputEnded;
  private @Nullable ChannelHandlerContext context;
  private long lastMillis;
  private long frameSinceMillis;

  Connection(DelegationServer server) {
    this.server = server;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    lastMillis = server.nowMillis();
    if (!server.admit(this)) {
      ctx.close();
    }
  }

  /**
   * A client that ends its own side, as Exim's readsocket does after the request, still gets the
   * answer that is pending; then the connection ends.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      closeIfEnded(ctx);
    }
  }

  private void closeIfEnded(ChannelHandlerContext ctx) {
    if (inputEnded && !asking && backlogLength == 0) {
      ctx.flush();
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
    if (answered) {
      answered = false;
      ctx.flush();
    }
  }

  private void take(ChannelHandlerContext ctx, int length) {
    int from = asking ? 0 : parse(ctx, bytes, 0, length);
    if (from < length) {
      keep(ctx, from, length);
    }
  }

  private void keep(ChannelHandlerContext ctx, int from, int to) {
    int length = backlogLength + to - from;
    if (length > backlog.length) {
      backlog = java.util.Arrays.copyOf(backlog, Math.max(length, 2 * backlog.length));
    }
    System.arraycopy(bytes, from, backlog, backlogLength, to - from);
    backlogLength = length;
    if (length > MOST_BACKLOG - READ_BYTES) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  /** Parses until an answer is pending or the bytes are used up; answers where it stopped. */
  private int parse(ChannelHandlerContext ctx, byte[] from, int start, int end) {
    int at = start;
    while (at < end && !asking && ctx.channel().isActive()) {
      Parsed parsed = parser.feed(from, at, end);
      at += parser.consumed();
      switch (parsed) {
        case Parsed.Incomplete incomplete -> {}
        case Parsed.NoOpinion none -> reply(ctx, Decision.Permit.INBOUND);
        case Parsed.Question question -> ask(ctx, question);
        case Parsed.Broken broken -> {
          LOG.warn(
              "{}: {}{}; closed",
              ctx.channel().remoteAddress(),
              broken.violation().explanation(),
              broken.shown().isEmpty() ? "" : ": " + broken.shown());
          ctx.close();
          return end;
        }
      }
    }
    frameSinceMillis =
        parser.isInside() ? (frameSinceMillis == 0 ? lastMillis : frameSinceMillis) : 0;
    return at;
  }

  private void ask(ChannelHandlerContext ctx, Parsed.Question question) {
    asking = true;
    CompletionStage<Decision> stage = server.doorkeeper().ask(question.submission());
    stage.whenComplete((decision, failure) -> {
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
      LOG.error("A submission could not be judged and passes", failure);
    }
    reply(ctx, decision == null ? Decision.Permit.INBOUND : decision);
    if (!reading) {
      goOn(ctx);
    }
  }

  private void reply(ChannelHandlerContext ctx, Decision decision) {
    ByteBuf reply =
        Replies.isDunno(decision)
            ? DUNNO.duplicate()
            : Unpooled.wrappedBuffer(Replies.bytes(decision));
    ctx.write(reply, ctx.voidPromise());
    answered = true;
    if (server.isStopping()) {
      ctx.flush();
      ctx.close();
    }
  }

  /**
   * After an answer that was waited for: the requests that arrived meanwhile, then the replies go.
   */
  private void goOn(ChannelHandlerContext ctx) {
    if (backlogLength > 0) {
      byte[] kept = backlog;
      int length = backlogLength;
      backlog = new byte[0];
      backlogLength = 0;
      int at = parse(ctx, kept, 0, length);
      if (at < length) {
        backlog = java.util.Arrays.copyOfRange(kept, at, length);
        backlogLength = length - at;
      } else {
        ctx.channel().config().setAutoRead(true);
      }
    }
    if (answered) {
      answered = false;
      ctx.flush();
    }
    closeIfEnded(ctx);
  }

  /** Closes what is silent for too long, or slow to end a request. */
  void checkTime(long nowMillis, DelegationBounds bounds) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || asking) {
      return;
    }
    if (frameSinceMillis != 0 && nowMillis - frameSinceMillis > bounds.frameMillis()) {
      LOG.warn("{}: the request was not whole in time; closed", ctx.channel().remoteAddress());
      ctx.close();
    } else if (nowMillis - lastMillis > bounds.idleMillis()) {
      LOG.debug("{}: idle; closed", ctx.channel().remoteAddress());
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
    LOG.debug("{}: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }
}
