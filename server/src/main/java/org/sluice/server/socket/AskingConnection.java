package org.sluice.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.Submission;

/**
 * One client of a door. What it sends is taken one request at a time, in order; while an answer is
 * pending, what else arrives is kept, at most {@value #MOST_BACKLOG} bytes, then reading stops. It
 * stops too while the client does not take its answers (Netty's high water mark, 64 KiB of them);
 * if it never does, the connection ends as idle. The connection stays open after an answer. All of
 * it runs on the event loop.
 */
public abstract class AskingConnection extends ChannelInboundHandlerAdapter
    implements Connections.Member {
  /** Bytes kept while an answer is pending. */
  public static final int MOST_BACKLOG = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(AskingConnection.class);
  private static final byte[] NOTHING = {};

  private final Connections connections;
  private final Doorkeeper doorkeeper;
  private final long idleMillis;
  private final long wholeMillis;
  private final byte[] bytes;
  private byte[] backlog = NOTHING;
  private int backlogLength;
  private boolean asking;
  private boolean reading;
  private boolean answered;
  private boolean inputEnded;
  private @Nullable ChannelHandlerContext context;
  private long lastMillis;
  private long begunMillis;

  /**
   * @param readBytes bytes of one read
   * @param idleMillis silent for longer than this it is closed
   * @param wholeMillis what it begins must be whole this long after its first byte
   */
  protected AskingConnection(
      Connections connections,
      Doorkeeper doorkeeper,
      int readBytes,
      long idleMillis,
      long wholeMillis) {
    this.connections = connections;
    this.doorkeeper = doorkeeper;
    this.bytes = new byte[readBytes];
    this.idleMillis = idleMillis;
    this.wholeMillis = wholeMillis;
  }

  /**
   * Takes what lies in {@code bytes[start, end)} until {@link #isAsking} or the bytes are used up;
   * tells {@link #ended} of each whole request. Answers where it stopped.
   */
  protected abstract int read(ChannelHandlerContext ctx, byte[] from, int start, int end);

  /** Whether a request has begun and not ended. */
  protected abstract boolean isInside();

  /** Writes the answer to what was asked. */
  protected abstract void decided(ChannelHandlerContext ctx, Decision decision);

  /** Who the client is, for the log. */
  protected abstract String about(ChannelHandlerContext ctx);

  /** Something was read that needs no answer. */
  protected void readInSilence(ChannelHandlerContext ctx) {}

  /** Whether an answer is pending. */
  protected final boolean isAsking() {
    return asking;
  }

  /** A whole request was taken. */
  protected final void ended() {
    begunMillis = 0;
  }

  /** Writes an answer; it goes with the others of the same turn. */
  protected final void write(ChannelHandlerContext ctx, ByteBuf answer) {
    ctx.write(answer, ctx.voidPromise());
    answered = true;
  }

  /** Sends what was written. */
  protected final void flush(ChannelHandlerContext ctx) {
    if (answered) {
      answered = false;
      ctx.flush();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    lastMillis = connections.nowMillis();
    if (!connections.admit(this)) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connections.leave(this);
  }

  /** Of a door that allows it: a client that ended its side still gets the answer it waits for. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      closeIfEnded(ctx);
    }
  }

  private void closeIfEnded(ChannelHandlerContext ctx) {
    if (inputEnded && !asking && backlogLength == 0) {
      flush(ctx);
      ctx.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    reading = true;
    try {
      lastMillis = connections.nowMillis();
      while (buffer.isReadable() && ctx.channel().isActive()) {
        int length = Math.min(buffer.readableBytes(), bytes.length);
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
      readInSilence(ctx);
    }
    flush(ctx);
  }

  private void take(ChannelHandlerContext ctx, int length) {
    int from = asking ? 0 : readOn(ctx, bytes, 0, length);
    if (from < length) {
      keep(ctx, from, length);
    }
  }

  private int readOn(ChannelHandlerContext ctx, byte[] from, int start, int end) {
    int at = read(ctx, from, start, end);
    begunMillis = isInside() ? (begunMillis == 0 ? lastMillis : begunMillis) : 0;
    return at;
  }

  private void keep(ChannelHandlerContext ctx, int from, int to) {
    int length = backlogLength + to - from;
    if (length > backlog.length) {
      backlog = Arrays.copyOf(backlog, Math.max(length, 2 * backlog.length));
    }
    System.arraycopy(bytes, from, backlog, backlogLength, to - from);
    backlogLength = length;
    regulate(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    regulate(ctx);
  }

  /** Reads on only while the client takes its answers and little of it is kept. */
  private void regulate(ChannelHandlerContext ctx) {
    boolean on = ctx.channel().isWritable() && backlogLength <= MOST_BACKLOG - bytes.length;
    if (on == ctx.channel().config().isAutoRead()) {
      return;
    }
    if (on && begunMillis != 0) {
      // It could not be ended while nothing was read.
      begunMillis = connections.nowMillis();
    }
    ctx.channel().config().setAutoRead(on);
  }

  /** Asks; nothing more is taken until the answer is there. */
  protected final void ask(ChannelHandlerContext ctx, Submission submission) {
    await(ctx, decision(submission), (decision, failure) -> answer(ctx, decision, failure));
  }

  /** One who throws has failed like one whose stage fails. */
  private CompletionStage<Decision> decision(Submission submission) {
    try {
      return doorkeeper.ask(submission);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** A failure of ours is no reason to stop mail: it passes, and the log says so. */
  private void answer(
      ChannelHandlerContext ctx, @Nullable Decision decision, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.error("{}: a submission could not be judged and passes", about(ctx), failure);
    }
    decided(ctx, decision == null ? Decision.Permit.INBOUND : decision);
  }

  /**
   * Waits; nothing more is taken until then.
   *
   * @param then writes an answer or waits again, on the event loop
   */
  protected final <T> void await(
      ChannelHandlerContext ctx,
      CompletionStage<T> stage,
      BiConsumer<@Nullable T, @Nullable Throwable> then) {
    asking = true;
    var _ =
        stage.whenComplete((result, failure) -> {
          if (ctx.executor().inEventLoop()) {
            answered(ctx, () -> then.accept(result, failure));
          } else {
            ctx.executor().execute(() -> answered(ctx, () -> then.accept(result, failure)));
          }
        });
  }

  private void answered(ChannelHandlerContext ctx, Runnable answer) {
    asking = false;
    try {
      answer.run();
    } catch (RuntimeException e) {
      // A stage would keep it to itself, and the client would wait.
      exceptionCaught(ctx, e);
      return;
    }
    if (asking) {
      return;
    }
    if (connections.isStopping()) {
      flush(ctx);
      ctx.close();
    } else if (!reading) {
      goOn(ctx);
    }
  }

  /** After an answer that was waited for: what arrived meanwhile, then the answers go. */
  private void goOn(ChannelHandlerContext ctx) {
    if (backlogLength > 0) {
      byte[] kept = backlog;
      int length = backlogLength;
      backlog = NOTHING;
      backlogLength = 0;
      reading = true;
      int at = readOn(ctx, kept, 0, length);
      reading = false;
      if (at < length) {
        backlog = Arrays.copyOfRange(kept, at, length);
        backlogLength = length - at;
      }
      regulate(ctx);
    }
    flush(ctx);
    closeIfEnded(ctx);
  }

  @Override
  public final void checkTime(long nowMillis) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || asking) {
      return;
    }
    boolean isRead = ctx.channel().config().isAutoRead();
    if (isRead && begunMillis != 0 && nowMillis - begunMillis > wholeMillis) {
      LOG.warn("{}: what it began was not whole in time; closed", about(ctx));
      ctx.close();
    } else if (nowMillis - lastMillis > idleMillis) {
      if (isRead) {
        LOG.debug("{}: idle; closed", about(ctx));
      } else {
        LOG.warn("{}: it asks and does not read the answers; closed", about(ctx));
      }
      ctx.close();
    }
  }

  @Override
  public final void stop() {
    if (!asking && context != null) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("{}: {}", about(ctx), cause.toString());
    } else {
      LOG.error("{}: a fault of Sluice ended the connection; please report it", about(ctx), cause);
    }
    ctx.close();
  }
}
