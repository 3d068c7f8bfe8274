package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;
import org.sluice.app.configuration.Configuration;

/** A server and a provider by which people sign in to it. */
abstract class OpenIdStage {
  static final String ISSUER = "corp";
  private static final String CLIENT = "sluice";
  static final String ANNA = "anna@example.org";
  static final long MINUTE = 60;

  @TempDir private Path data;
  final MockOAuth2Server provider = new MockOAuth2Server();
  private final HttpClient web = HttpClient.newHttpClient();
  Running running;

  @BeforeEach
  void start() throws IOException {
    provider.start();
    Files.writeString(data.resolve("secret"), "of the client\n");
    running = Running.start(data.resolve("data"), toml("domains = [\"*\"]"));
  }

  private String toml(String more) {
    return """
    [proxy]
    listen = []
    [openid]
    issuer = "%s"
    name = "Example ID"
    client-id = "%s"
    client-secret-file = "%s"
    roles-claim = "realm.roles"
    global-administrators = ["sluice-all"]
    security-administrators = ["sluice-security", "postmasters"]
    security-readers = ["sluice-look"]
    %s
    """
        .formatted(provider.issuerUrl(ISSUER), CLIENT, data.resolve("secret"), more);
  }

  /** Other options of the provider. */
  final void reload(String more) {
    running.server().reload(Configuration.parse("test", toml(more)));
  }

  @AfterEach
  void stop() {
    running.close();
    web.close();
    provider.shutdown();
  }

  final Visitor visitor() {
    return new Visitor(running.url());
  }

  final void says(long seconds, Map<String, Object> claims) {
    says("subject of " + claims.get("email"), seconds, claims);
  }

  final void says(String subject, long seconds, Map<String, Object> claims) {
    provider.enqueueCallback(
        new DefaultOAuth2TokenCallback(ISSUER, subject, "JWT", List.of(CLIENT), claims, seconds));
  }

  final void says(String address, String... roles) {
    says(MINUTE, claims(address, roles));
  }

  static Map<String, Object> claims(String address, String... roles) {
    return new HashMap<>(
        Map.of(
            "email",
            address,
            "name",
            "Anna A.",
            "email_verified",
            true,
            "realm",
            Map.of("roles", List.of(roles))));
  }

  /** The provider's answer to where Sluice has sent a browser: the path back, with its query. */
  final String answer(String question) {
    try {
      HttpResponse<String> answer =
          web.send(
              HttpRequest.newBuilder(URI.create(question)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(302);
      URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
      assertThat(back.getAuthority()).isEqualTo(URI.create(running.url()).getAuthority());
      return back.getRawPath() + "?" + back.getRawQuery();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  final Page signIn(Visitor visitor) {
    return visitor.get(answer(visitor.get("/sign-in/openid?to=/audit").location()));
  }

  static boolean isSignedIn(Visitor visitor) {
    return visitor.get("/account").status() == 200;
  }

  final String administrators() {
    return running.say("administrator", "list", "--output", "csv").out();
  }

  final String audit(String operation) {
    return running.say("audit", "search", "--operation", operation, "--output", "json").out();
  }
}
