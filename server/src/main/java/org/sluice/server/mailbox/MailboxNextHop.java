package org.sluice.server.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import org.sluice.server.proxy.ClientEnds;
import org.sluice.server.proxy.Link;
import org.sluice.server.proxy.NextHop;

/** The trying mailbox as a next hop: two pipes, and a virtual thread behind them. Thread-safe. */
public final class MailboxNextHop implements NextHop {
  private final TryingMailbox mailbox;

  public MailboxNextHop(TryingMailbox mailbox) {
    this.mailbox = mailbox;
  }

  /** One end of two pipes. */
  private record PipeLink(Pipe.SourceChannel source, Pipe.SinkChannel sink) implements Link {
    @Override
    public InputStream in() {
      return Channels.newInputStream(source);
    }

    @Override
    public OutputStream out() {
      return Channels.newOutputStream(sink);
    }

    @Override
    public void stopReading() throws IOException {
      source.close();
    }

    @Override
    public void stopWriting() throws IOException {
      sink.close();
    }

    @Override
    public void close() throws IOException {
      sink.close();
      source.close();
    }
  }

  @Override
  public Link open(ClientEnds client) throws IOException {
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    MailboxDialogue dialogue =
        new MailboxDialogue(mailbox, new PipeLink(there.source(), back.sink()));
    Thread.ofVirtual().name("sluice-mailbox").start(dialogue::run);
    return new PipeLink(back.source(), there.sink());
  }

  @Override
  public Link secure(Link link) throws IOException {
    throw new IOException("there is no TLS within a process");
  }

  @Override
  public Terms terms() {
    return new Terms(Tls.NONE, ClientAddressBy.NONE);
  }

  @Override
  public String name() {
    return "trying mailbox";
  }
}
