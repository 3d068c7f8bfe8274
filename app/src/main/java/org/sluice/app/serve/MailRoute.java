package org.sluice.app.serve;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;
import org.sluice.notify.courier.LastStep;
import org.sluice.notify.courier.Messenger;
import org.sluice.server.proxy.HopSubmission;

/**
 * Mail goes to the server of {@code [mail]}; without one, non-delivery reports go to the proxy's
 * next hop, past the proxy itself, so that nobody counts them.
 */
final class MailRoute implements Messenger {
  private final Messenger mail;
  private final BooleanSupplier overNextHop;
  private final HopSubmission hop;

  /**
   * @param mail for everything else
   * @param overNextHop whether reports go to the next hop now
   */
  MailRoute(Messenger mail, BooleanSupplier overNextHop, HopSubmission hop) {
    this.mail = mail;
    this.overNextHop = overNextHop;
    this.hop = hop;
  }

  @Override
  public String deliver(Outgoing outgoing, LastStep lastStep) throws NotDelivered {
    return outgoing.content() instanceof Content.Message message && overNextHop.getAsBoolean()
        ? submit(outgoing.to(), message.bytes(), lastStep)
        : mail.deliver(outgoing, lastStep);
  }

  @Override
  public Reach reach(Channel channel) {
    return channel == Channel.REPORT && overNextHop.getAsBoolean()
        ? Reach.ALL
        : mail.reach(channel);
  }

  private String submit(String to, byte[] message, LastStep lastStep) throws NotDelivered {
    HopSubmission.Answer answer;
    try {
      answer =
          hop.submit(
              to,
              message,
              new HopSubmission.End() {
                @Override
                public void isNext() {
                  lastStep.isNext();
                }

                @Override
                public void isNow() {
                  lastStep.isNow();
                }
              });
    } catch (IOException e) {
      throw new NotDelivered(
          "The next hop " + hop.where() + " did not take the report: " + e.getMessage(), false, e);
    }
    if (!answer.isTaken()) {
      throw new NotDelivered(
          "The next hop "
              + hop.where()
              + " refuses the report: "
              + answer.text()
              + ". It has to take mail for "
              + to
              + " from this machine without a login; or set mail.server",
          answer.isForGood());
    }
    return answer.text();
  }
}
