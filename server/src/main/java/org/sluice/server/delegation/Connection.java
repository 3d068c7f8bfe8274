package org.sluice.server.delegation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.protocol.delegation.Parsed;
import org.sluice.protocol.delegation.Replies;
import org.sluice.protocol.delegation.RequestParser;
import org.sluice.server.socket.AskingConnection;
import org.sluice.server.socket.Connections;
import org.sluice.server.socket.Doorkeeper;

/** One client of policy delegation. Postfix keeps the connection and asks again. */
final class Connection extends AskingConnection {
  /** Bytes of one read. */
  static final int READ_BYTES = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final ByteBuf DUNNO =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes(Replies.DUNNO.getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private final RequestParser parser = new RequestParser();

  Connection(Connections connections, Doorkeeper doorkeeper, DelegationBounds bounds) {
    super(connections, doorkeeper, READ_BYTES, bounds.idleMillis(), bounds.frameMillis());
  }

  /** Exim's readsocket ends its own side right after the request and waits for the answer. */
  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    super.channelActive(ctx);
  }

  @Override
  protected int read(ChannelHandlerContext ctx, byte[] from, int start, int end) {
    int at = start;
    while (at < end && !isAsking() && ctx.channel().isActive()) {
      Parsed parsed = parser.feed(from, at, end);
      at += parser.consumed();
      switch (parsed) {
        case Parsed.Incomplete incomplete -> {}
        case Parsed.NoOpinion none -> {
          ended();
          decided(ctx, Decision.Permit.INBOUND);
        }
        case Parsed.Question question -> {
          ended();
          ask(ctx, question.submission());
        }
        case Parsed.Broken broken -> {
          LOG.warn(
              "{}: {}{}; closed",
              about(ctx),
              broken.violation().explanation(),
              broken.shown().isEmpty() ? "" : ": " + broken.shown());
          ctx.close();
          return end;
        }
      }
    }
    return at;
  }

  @Override
  protected boolean isInside() {
    return parser.isInside();
  }

  @Override
  protected void decided(ChannelHandlerContext ctx, Decision decision) {
    write(
        ctx,
        Replies.isDunno(decision)
            ? DUNNO.duplicate()
            : Unpooled.wrappedBuffer(Replies.bytes(decision)));
  }

  @Override
  protected String about(ChannelHandlerContext ctx) {
    return String.valueOf(ctx.channel().remoteAddress());
  }
}
