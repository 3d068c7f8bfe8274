package org.sluice.app.serve;

import java.nio.file.Path;
import org.sluice.app.configuration.Configuration;

/**
 * How to serve.
 *
 * @param data the data directory; made if missing
 */
public record ServeOptions(Path data, Configuration configuration, TimeSource time) {}
