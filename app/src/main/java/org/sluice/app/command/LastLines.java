package org.sluice.app.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Passes on what is written, and knows how its last two lines begin. Not thread-safe. */
final class LastLines extends FilterOutputStream {
  /** So many bytes of a line are known. */
  static final int MOST = 64;

  private static final int LINES = 2;

  private final Deque<String> last = new ArrayDeque<>();
  private final byte[] line = new byte[MOST];
  private int length;

  LastLines(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    note((byte) b);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    out.write(bytes, offset, count);
    for (int i = offset; i < offset + count; i++) {
      note(bytes[i]);
    }
  }

  private void note(byte b) {
    if (b == '\n') {
      last.addLast(new String(line, 0, length, StandardCharsets.UTF_8));
      length = 0;
      if (last.size() > LINES) {
        last.removeFirst();
      }
    } else if (length < MOST) {
      line[length++] = b;
    }
  }

  /** How the last lines that have an end begin, the last one last. */
  List<String> known() {
    return List.copyOf(last);
  }
}
