package org.sluice.store.facts;

import java.nio.file.Path;
import java.time.Instant;
import org.sluice.core.audit.ChainReport;

/** An empty database of facts, of one kind or another, for one test. */
public interface FactsPlace extends AutoCloseable {
  /** Opens it, or opens it again after it was closed. */
  Facts open(Path folder, Instant now, FactsOptions options);

  /** Opens it with the plain options. */
  default Facts open(Path folder, Instant now) {
    return open(folder, now, FactsOptions.PLAIN);
  }

  /** What somebody does to it by hand, beside Sluice. */
  void sql(Path folder, String... statements);

  /** A literal of bytes. */
  String bytes(String hexadecimal);

  /** Follows the audit chain from outside. */
  ChainReport verify(Path folder);

  /** Does something while nothing can be written. */
  void whileUnwritable(Path folder, Runnable what);

  @Override
  void close();
}
