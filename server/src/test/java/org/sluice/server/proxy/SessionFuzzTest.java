package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.Submission;

/**
 * Whole sessions of random commands, cut into writes anywhere and never waiting for a reply,
 * against {@link SessionModel}: the same replies in the same order, the same messages at the next
 * hop, and nothing counted that did not arrive.
 */
class SessionFuzzTest {
  private static final int MOST_STEPS = 20;

  private static ProxyStage stage;

  @BeforeContainer
  static void start() throws IOException {
    stage = new ProxyStage();
    stage.mta.says("RCPT TO:<" + SessionModel.UNKNOWN, "550 5.1.1 Unknown");
    stage.decides =
        s -> {
          boolean beyond =
              s.recipients().stream().anyMatch(r -> r.address().equals(SessionModel.BEYOND));
          boolean whole = s.stage() == Submission.Stage.MESSAGE;
          return s.login().name().equals(SessionModel.BAD) || (whole && beyond)
              ? ProxyStage.refusal()
              : Decision.Permit.WITHIN_LIMITS;
        };
  }

  @AfterContainer
  static void stop() throws IOException {
    stage.close();
  }

  private static void afresh(String endOfMessage) {
    stage.mta.messages.clear();
    stage.mta.commands.clear();
    stage.asked.clear();
    stage.withdrawn.clear();
    stage.mta.says("END", endOfMessage);
    stage.mta.says("LAST", endOfMessage);
  }

  /** Pieces of which content is made; most of what they make is sound. */
  private static Arbitrary<String> content() {
    Arbitrary<String> sound =
        Arbitraries.of("a", "Subject: x", "\r\n", "\r\n", "\r\n\r\n", ".", "MAIL FROM:<x@y>");
    Arbitrary<String> any =
        Arbitraries.frequencyOf(Tuple.of(40, sound), Tuple.of(1, Arbitraries.of("\n", "\r")));
    return any.list().ofMaxSize(8).map(pieces -> String.join("", pieces));
  }

  /** No line of it is a dot, wherever a reader sees lines end. */
  private static Arbitrary<String> letter() {
    return content().map(text -> text.replaceAll("(?<=^|[\r\n])\\.(?=$|[\r\n])", ".."));
  }

  private static Arbitrary<SessionModel.Says> command() {
    Arbitrary<SessionModel.Says> rcpt =
        Arbitraries.of("a@x", "b@x", "c@x", "d@x", SessionModel.UNKNOWN, SessionModel.BEYOND)
            .map(SessionModel.Says.Rcpt::new);
    Arbitrary<SessionModel.Says> bdat =
        Combinators.combine(content(), Arbitraries.of(true, false)).as(SessionModel.Says.Bdat::new);
    Arbitrary<SessionModel.Says> other =
        Arbitraries.of(
            new SessionModel.Says.Hello(true),
            new SessionModel.Says.Hello(false),
            new SessionModel.Says.Auth(SessionModel.ANNA),
            new SessionModel.Says.Auth(SessionModel.BAD),
            new SessionModel.Says.Plain("RSET"),
            new SessionModel.Says.Plain("NOOP"),
            new SessionModel.Says.Plain("QUIT"),
            new SessionModel.Says.Plain("XCLIENT ADDR=1.2.3.4"),
            new SessionModel.Says.Mail(false));
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.just(new SessionModel.Says.Mail(true))),
        Tuple.of(6, rcpt),
        Tuple.of(4, letter().map(SessionModel.Says.Data::new)),
        Tuple.of(6, bdat),
        Tuple.of(3, other));
  }

  /** A message as clients send them, by DATA or in two chunks. */
  private static Arbitrary<List<SessionModel.Says>> message(Arbitrary<String> letters) {
    return Combinators.combine(letters, letters, Arbitraries.of("a@x", SessionModel.BEYOND))
        .as((first, second, recipient) -> {
          List<SessionModel.Says> all = new ArrayList<>();
          all.add(new SessionModel.Says.Plain("RSET"));
          all.add(new SessionModel.Says.Mail(true));
          all.add(new SessionModel.Says.Rcpt(recipient));
          if (first.length() > second.length()) {
            all.add(new SessionModel.Says.Bdat(first, false));
            all.add(new SessionModel.Says.Bdat(second, true));
          } else {
            all.add(new SessionModel.Says.Data(first));
          }
          return all;
        });
  }

  /** Most clients begin as clients do. */
  @Provide
  Arbitrary<List<SessionModel.Says>> sessions() {
    List<SessionModel.Says> hello = List.of(new SessionModel.Says.Hello(true));
    List<SessionModel.Says> login =
        List.of(new SessionModel.Says.Hello(true), new SessionModel.Says.Auth(SessionModel.ANNA));
    Arbitrary<List<SessionModel.Says>> begins = Arbitraries.of(List.of(), hello, login, login);
    Arbitrary<List<SessionModel.Says>> step =
        Arbitraries.frequencyOf(
            Tuple.of(3, command().map(List::of)), Tuple.of(1, message(letter()).map(List::copyOf)));
    return Combinators.combine(begins, step.list().ofMaxSize(MOST_STEPS))
        .as((first, more) ->
            Stream.concat(first.stream(), more.stream().flatMap(List::stream)).toList());
  }

  @Provide
  Arbitrary<String> ends() {
    return Arbitraries.of("250 2.0.0 Ok", "250 2.0.0 Ok", "554 5.7.1 No", "451 4.3.0 Later");
  }

  private static SessionModel model(List<SessionModel.Says> session, String endOfMessage) {
    SessionModel model = new SessionModel(endOfMessage);
    session.forEach(model::hear);
    model.hear(new SessionModel.Says.Plain("QUIT"));
    return model;
  }

  /** In one to four writes, cut anywhere. */
  private static void send(SmtpClient client, byte[] bytes, Random random) throws IOException {
    int[] cuts = random.ints(1L + random.nextInt(3), 0, bytes.length + 1).sorted().toArray();
    int from = 0;
    for (int cut : cuts) {
      client.send(Arrays.copyOfRange(bytes, from, cut));
      from = cut;
    }
    client.send(Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static void nothingIsCountedThatDidNotArrive(SessionModel model) {
    ProxyStage.until(
        () ->
            stage.judged().size()
                <= stage.mta.messages.size() + model.refused + stage.withdrawn.size(),
        "what was counted and did not arrive is given back");
    assertThat(stage.withdrawn).doesNotHaveDuplicates();
  }

  @Property(tries = 1_000)
  void a_session_comes_to_what_the_model_says(
      @ForAll("sessions") List<SessionModel.Says> session,
      @ForAll("ends") String endOfMessage,
      @ForAll long seed)
      throws IOException {
    afresh(endOfMessage);
    SessionModel model = model(session, endOfMessage);
    Statistics.label("messages that arrive").collect(Math.min(3, model.delivered.size()));
    Statistics.label("messages that the guard refuses").collect(Math.min(2, model.refused));
    List<String> replies = new ArrayList<>();
    try (SmtpClient client = new SmtpClient(stage.port)) {
      send(client, model.bytes.toString().getBytes(ISO_8859_1), new Random(seed));
      for (String reply = client.reply(); !reply.isEmpty(); reply = client.reply()) {
        replies.add(reply);
      }
    }
    assertThat(replies).as(() -> shown(model)).hasSameSizeAs(model.replies);
    for (int i = 0; i < replies.size(); i++) {
      int place = i;
      assertThat(replies.get(i))
          .as(() -> "reply " + place + " of " + shown(model))
          .startsWith(model.replies.get(i));
    }
    assertThat(stage.mta.messages).as(() -> shown(model)).isEqualTo(model.delivered);
    nothingIsCountedThatDidNotArrive(model);
  }

  @Property(tries = 200)
  void a_client_that_is_gone_anywhere_leaves_nothing_counted_that_did_not_arrive(
      @ForAll("sessions") List<SessionModel.Says> session, @ForAll long seed) throws IOException {
    afresh("250 2.0.0 Ok");
    SessionModel model = model(session, "250 2.0.0 Ok");
    byte[] bytes = model.bytes.toString().getBytes(ISO_8859_1);
    try (SmtpClient client = new SmtpClient(stage.port)) {
      client.reply();
      client.send(Arrays.copyOf(bytes, new Random(seed).nextInt(bytes.length)));
    }
    ProxyStage.until(() -> stage.server.isIdle(), "the session has ended");
    List<String> arrived = List.copyOf(stage.mta.messages);
    assertThat(model.delivered.subList(0, arrived.size()))
        .as(() -> shown(model))
        .isEqualTo(arrived);
    nothingIsCountedThatDidNotArrive(model);
  }

  private static String shown(SessionModel model) {
    return model.bytes.toString().replace("\r", "\\r").replace("\n", "\\n\n");
  }
}
