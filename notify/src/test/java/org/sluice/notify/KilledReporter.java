package org.sluice.notify;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.report.HeaderField;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.RefusedRecipient;
import org.sluice.notify.courier.Courier;
import org.sluice.notify.report.ReportWriter;
import org.sluice.notify.report.Reports;
import org.sluice.store.facts.Facts;

/** A process to be killed: accepts refused messages, one account's after the other's. */
final class KilledReporter {
  static final int ACCOUNTS = 4;

  private KilledReporter() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path data = Path.of(arguments[0]);
    AtomicReference<Runnable> news = new AtomicReference<>(() -> {});
    Facts facts = ToBeKilled.facts(data, news);
    Courier courier = ToBeKilled.courier(facts, Integer.parseInt(arguments[1]));
    news.set(courier::wake);
    for (int i = 0; i < ACCOUNTS; i++) {
      String account = "r" + arguments[2] + "-" + i + "@example.org";
      accept(facts, account, "m" + arguments[2] + "." + i);
      // Said, the client would have read its 250.
      System.out.println(account);
    }
    new CountDownLatch(1).await();
  }

  private static void accept(Facts facts, String account, String id) {
    RefusedMessage message =
        Reports.message(
            id,
            account,
            List.of(RefusedRecipient.of("b@elsewhere.test", List.of())),
            new HeaderField("Subject", "hello"));
    facts
        .reports()
        .put(
            account,
            1_000,
            more ->
                new Outgoing(
                    "ndr:" + id,
                    Channel.REPORT,
                    account,
                    new Content.Message(
                        "",
                        ReportWriter.write(message, ToBeKilled.NOON, more, Reports.style("en"))),
                    ToBeKilled.NOON))
        .toCompletableFuture()
        .join();
  }
}
