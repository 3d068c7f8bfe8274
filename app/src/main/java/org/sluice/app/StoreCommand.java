package org.sluice.app;

import picocli.CommandLine.Command;

/** {@code sluice store}: what is done with the stores while no server runs. */
@Command(
    name = "store",
    description = "Moves what Sluice keeps, while it does not run.",
    subcommands = MigrateCommand.class)
final class StoreCommand {}
