package org.sluice.server.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Two streams to another side: a socket, TLS over it, or a pipe within this process. */
public interface Link {

  /** What the other side sends. */
  InputStream in();

  /** What goes to the other side. */
  OutputStream out();

  /** Ends a read that waits, as if the other side had nothing more to say; writing goes on. */
  void stopReading() throws IOException;

  /** Has nothing more to say; what the other side still sends can be read. */
  void stopWriting() throws IOException;

  /** Ends both directions at once; what waits in one of them fails. */
  void close() throws IOException;
}
