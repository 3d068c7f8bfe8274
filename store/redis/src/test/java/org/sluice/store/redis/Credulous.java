package org.sluice.store.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.OrganizationRecord;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;

/** A planted fault: what too few replicas have is taken for certain all the same. */
record Credulous(Script script) implements Script {

  @Override
  public CompletionStage<Answer> charge(
      Charge charge, long generation, long organization, boolean whole) {
    return script.charge(charge, generation, organization, whole).thenApply(Credulous::believed);
  }

  private static Answer believed(Answer answer) {
    return switch (answer) {
      case Answer.Judged(Balance b) ->
          new Answer.Judged(
              new Balance(
                  b.granted(),
                  b.exceeded(),
                  b.first(),
                  b.retryAfterMillis(),
                  true,
                  b.usage(),
                  b.restricted()));
      case Answer.OtherGeneration other -> other;
    };
  }

  @Override
  public CompletionStage<Void> withdraw(SenderKey sender, long message) {
    return script.withdraw(sender, message);
  }

  @Override
  public CompletionStage<Seen> look(SenderKey sender, Held held, long afreshMillis) {
    return script.look(sender, held, afreshMillis);
  }

  @Override
  public CompletionStage<Void> mark(Mark mark) {
    return script.mark(mark);
  }

  @Override
  public CompletionStage<Present> present(String node) {
    return script.present(node);
  }

  @Override
  public CompletionStage<Void> leave(String node) {
    return script.leave(node);
  }

  @Override
  public CompletionStage<Part> part(int part, boolean give, String node) {
    return script.part(part, give, node);
  }

  @Override
  public CompletionStage<Void> join(int part, long generation, String node) {
    return script.join(part, generation, node);
  }

  @Override
  public CompletionStage<Void> merge(SenderRecord counted, long id, long generation) {
    return script.merge(counted, id, generation);
  }

  @Override
  public CompletionStage<Void> merge(OrganizationRecord counted, long id, long generation) {
    return script.merge(counted, id, generation);
  }

  @Override
  public List<String> lackingReplicas() {
    return List.of();
  }

  @Override
  public void close() {
    script.close();
  }
}
