package org.sluice.app;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.app.configuration.BadConfiguration;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.Journal;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;
import org.sluice.core.administration.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice serve}: the main job. */
@Command(
    name = "serve",
    description = "Answers Postfix and administrators until it is told to stop (SIGTERM).")
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where counts and facts are kept; made if missing. Default: ./var")
  private Path data = Path.of("var");

  @Override
  public Integer call() throws InterruptedException {
    RunningServer server =
        RunningServer.start(new ServeOptions(data, config.read(), TimeSource.ofSystem()));
    long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    spec.commandLine().getOut().println(banner(server, millis));
    CountDownLatch ended = new CountDownLatch(1);
    Thread atEnd =
        new Thread(
            () -> {
              server.close();
              ended.countDown();
            },
            "sluice-end");
    Runtime.getRuntime().addShutdownHook(atEnd);
    HangUp.run(() -> reload(server, config.file()));
    ended.await();
    return Main.DONE;
  }

  private static String banner(RunningServer server, long millis) {
    boolean isKept = Journal.ofSystem().isWrittenTo();
    return server.banner(VersionCommand.VERSION, millis, isKept);
  }

  /** A configuration with mistakes changes nothing; they go to the log, all of them. */
  private static void reload(RunningServer server, Optional<Path> file) {
    if (file.isEmpty()) {
      LOG.info("SIGHUP: there is no configuration file to reload");
      return;
    }
    try {
      List<String> changed = server.reload(Configuration.read(file.get()));
      LOG.info(
          "Reloaded {}; changed: {}",
          file.get(),
          changed.isEmpty() ? "nothing" : String.join(", ", changed));
    } catch (BadConfiguration | Refusal e) {
      LOG.error("Not reloaded, the old configuration stays in force:\n{}", e.getMessage());
    }
  }
}
