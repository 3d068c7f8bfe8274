package org.sluice.app.command;

/** How a result is printed. */
enum Format {
  /** Aligned columns, the important ones. */
  TABLE,
  /** Every property on a line of its own. */
  LIST,
  JSON,
  /** RFC 4180. */
  CSV
}
