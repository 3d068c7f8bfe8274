package org.sluice.server.milter;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.Submission;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.ReportDesk;
import org.sluice.protocol.milter.MilterSession;
import org.sluice.protocol.milter.Outcome;
import org.sluice.protocol.milter.PacketReader;
import org.sluice.protocol.milter.Parsed;
import org.sluice.server.socket.AskingConnection;
import org.sluice.server.socket.Connections;
import org.sluice.server.socket.Doorkeeper;

/** One connection of an MTA. Packets are taken one at a time, in order. */
final class MilterConnection extends AskingConnection {
  /** Bytes of one read. */
  static final int READ_BYTES = 8 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(MilterConnection.class);

  private final PacketReader reader = new PacketReader();
  private final ReportDesk desk;
  private final MilterSession session;

  MilterConnection(
      Connections connections,
      Doorkeeper doorkeeper,
      ReportDesk desk,
      MilterBounds bounds,
      MilterSession session) {
    super(connections, doorkeeper, READ_BYTES, bounds.idleMillis(), bounds.packetMillis());
    this.desk = desk;
    this.session = session;
  }

  /**
   * Has what was read acknowledged now. Postfix sends ABORT after a message and waits for nothing;
   * its next small write then stays in its kernel until the first is acknowledged (RFC 896), which
   * ours would put off for 40 ms in the hope of an answer to go with (RFC 1122, section 4.2.3.2).
   * That was most of the time that a message through TCP took.
   */
  @Override
  protected void readInSilence(ChannelHandlerContext ctx) {
    if (ctx.channel() instanceof EpollSocketChannel channel && channel.isActive()) {
      channel.config().setTcpQuickAck(true);
    }
  }

  @Override
  protected int read(ChannelHandlerContext ctx, byte[] from, int start, int end) {
    int at = start;
    while (at < end && !isAsking()) {
      Parsed parsed = reader.feed(from, at, end);
      at += reader.consumed();
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
    return at;
  }

  @Override
  protected boolean isInside() {
    return reader.isInside();
  }

  /** Whether the connection goes on. */
  private boolean on(ChannelHandlerContext ctx, Parsed.Event event) {
    ended();
    switch (session.on(event)) {
      case Outcome.Silence silence -> {}
      case Outcome.Answer(byte[] answer) -> write(ctx, Unpooled.wrappedBuffer(answer));
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
        "{}: {}{}; closed",
        about(ctx),
        broken.violation().explanation(),
        broken.shown().isEmpty() ? "" : ": " + broken.shown());
    ctx.close();
    return false;
  }

  @Override
  protected void decided(ChannelHandlerContext ctx, Decision decision) {
    if (decision instanceof Decision.Permit && !decision.copies().isEmpty() && !session.canCopy()) {
      LOG.warn("{}: no copy was made, the MTA offers no SMFIF_ADDRCPT", about(ctx));
    }
    if (decision instanceof Decision.Reject && session.lacksQuarantine()) {
      LOG.warn("{}: not held but refused, the MTA offers no SMFIF_QUARANTINE", about(ctx));
    }
    Optional<RefusedMessage> report = session.toReport(decision);
    if (report.isEmpty()) {
      write(ctx, Unpooled.wrappedBuffer(session.decided(decision)));
    } else {
      await(ctx, desk.report(report.get()), (became, failure) -> reported(ctx, failure));
    }
  }

  /** What cannot be reported is not accepted: the client keeps it. */
  private void reported(ChannelHandlerContext ctx, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.error("{}: a refused message could not be reported", about(ctx), failure);
    }
    write(ctx, Unpooled.wrappedBuffer(session.reported(failure == null)));
  }

  @Override
  protected String about(ChannelHandlerContext ctx) {
    return "milter " + ctx.channel().remoteAddress() + " (" + session.about() + ")";
  }
}
