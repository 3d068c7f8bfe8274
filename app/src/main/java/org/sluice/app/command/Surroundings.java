package org.sluice.app.command;

import java.io.PrintStream;
import java.util.Map;

/** Where a command prints and which environment it reads. */
record Surroundings(PrintStream out, PrintStream err, Map<String, String> environment) {}
