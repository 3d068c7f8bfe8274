package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.testkit.RedisServer;

/** A real Redis that speaks TLS only. */
class TlsTest {
  @TempDir private Path folder;
  private Optional<RedisServer> redis = Optional.empty();

  @BeforeEach
  void start() {
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    String made =
        RedisServer.run(
            List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString()));
    assertThat(certificate).as(made).exists();
    redis = Optional.of(RedisServer.overTls(certificate, key));
  }

  @AfterEach
  void stop() {
    redis.ifPresent(RedisServer::close);
  }

  /** What a first look says, over TLS to a name. */
  private String cause(String host, Optional<Path> authority) {
    RedisOptions options =
        new RedisOptions(
            List.of("rediss://" + host + ":" + redis.orElseThrow().port()),
            Duration.ofSeconds(10),
            1,
            RedisLogin.NONE,
            RedisLogin.NONE,
            authority,
            0);
    try (LettuceScript script = new LettuceScript(options, Node.FEW, LettuceScript.OF_THE_SERVER)) {
      return script
          .present("")
          .handle((present, failure) -> failure == null ? "answers" : causes(failure))
          .toCompletableFuture()
          .join();
    }
  }

  private static String causes(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure + (cause == null ? "" : " / " + causes(cause));
  }

  @Test
  void a_server_whose_certificate_is_signed_by_the_authority_is_asked() {
    assertThat(cause("localhost", Optional.of(folder.resolve("certificate.pem"))))
        .isEqualTo("answers");
  }

  @Test
  void one_that_nobody_trusts_and_one_of_another_name_are_not() {
    assertThat(cause("localhost", Optional.empty())).contains("certification path");
    assertThat(cause("127.0.0.1", Optional.of(folder.resolve("certificate.pem"))))
        .contains("subject alternative names");
  }
}
