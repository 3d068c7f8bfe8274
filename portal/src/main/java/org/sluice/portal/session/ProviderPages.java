package org.sluice.portal.session;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.SignInVerbs;
import org.sluice.core.administration.SignInVerbs.Vouched;
import org.sluice.portal.http.Client;
import org.sluice.portal.look.Alone.Link;
import org.sluice.portal.openid.Journey;
import org.sluice.portal.openid.NotVouched;
import org.sluice.portal.openid.Provider;

/** Signing in by the provider of the configuration: there, and back. */
final class ProviderPages {
  static final String THERE = SignInSite.SIGN_IN + "/openid";
  static final String BACK = THERE + "/back";
  private static final Logger LOG = LoggerFactory.getLogger(ProviderPages.class);
  private static final String HOW = "OpenID Connect";
  private static final int MOST_WHY = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int BAD_GATEWAY = 502;

  private final Backing backing;
  private final SignInVerbs verbs;
  private final Supplier<Optional<Provider>> provider;

  /**
   * @param provider the one in force; empty for none
   */
  ProviderPages(Backing backing, Supplier<Optional<Provider>> provider) {
    this.backing = backing;
    this.verbs = backing.verbs().signIn();
    this.provider = provider;
  }

  void addTo(RoutesConfig routes) {
    routes.get(THERE, backing.answering(this::there));
    routes.get(BACK, backing.answering(this::back));
  }

  /** The way to the provider, for the page that asks for a password; nothing without one. */
  Optional<Link> link(String to) {
    String path = THERE + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
    return provider.get().map(p -> new Link(path, "Sign in with " + p.settings().name()));
  }

  private void there(Context context) {
    Optional<Provider> now = provider.get();
    if (now.isEmpty()) {
      Backing.seeOther(context, SignInSite.SIGN_IN);
      return;
    }
    Journey journey = Journey.to(Destination.of(context.queryParam("to")));
    try {
      URI question = now.get().question(journey, home(context));
      backing.cookies().setJourney(context, journey.cookie());
      Backing.seeOther(context, question.toString());
    } catch (NotVouched e) {
      refuse(context, e);
    }
  }

  /** Where the provider sends the browser back to. */
  private URI home(Context context) {
    String base =
        backing
            .settings()
            .get()
            .url()
            .map(URI::toString)
            .orElseGet(() -> "http://" + context.header("Host"));
    return URI.create(base.replaceAll("/+$", "") + BACK);
  }

  private void back(Context context) {
    Optional<Provider> now = provider.get();
    Optional<Journey> journey = Journey.of(backing.cookies().journey(context));
    backing.cookies().clearJourney(context);
    if (now.isEmpty() || journey.isEmpty() || !isAnswer(context, journey.get(), now.get())) {
      backing.refuse(
          context,
          UNAUTHORIZED,
          "This answer belongs to no sign-in that this browser began, or to one that took too long."
              + " Nothing was done. Sign in again.");
      return;
    }
    String code = Optional.ofNullable(context.queryParam("code")).orElse("");
    if (code.isEmpty()) {
      declined(context);
      return;
    }
    try {
      signIn(context, now.get().vouched(code, journey.get(), home(context)), journey.get());
    } catch (NotVouched e) {
      refuse(context, e);
    }
  }

  /** RFC 6749, section 10.12, and RFC 9207. */
  private static boolean isAnswer(Context context, Journey journey, Provider provider) {
    String state = Optional.ofNullable(context.queryParam("state")).orElse("");
    String issuer = context.queryParam("iss");
    return MessageDigest.isEqual(
            state.getBytes(StandardCharsets.UTF_8),
            journey.state().getBytes(StandardCharsets.UTF_8))
        && (issuer == null || issuer.equals(provider.settings().issuer()));
  }

  private void declined(Context context) {
    String error = Optional.ofNullable(context.queryParam("error")).orElse("no code");
    String plain = error.replaceAll("[^a-z_]", "?");
    verbs.failed("", Client.ip(context), HOW + ": " + shortened(plain));
    backing.refuse(context, UNAUTHORIZED, "The provider let nobody in (" + shortened(plain) + ").");
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), 40));
  }

  /** For the record: what a provider writes into a token has no bound of ours. */
  private static String why(Exception e) {
    String words = HOW + ": " + printable(e.getMessage());
    return words.substring(0, Math.min(words.length(), MOST_WHY));
  }

  private void signIn(Context context, Vouched vouched, Journey journey) {
    try {
      backing.goOn(
          context,
          verbs.vouched(vouched, backing.browser(context), HOW),
          Destination.of(journey.to()));
    } catch (Refusal e) {
      if (e.kind() == Refusal.Kind.UNRECORDABLE) {
        throw e;
      }
      verbs.failed(vouched.userId(), Client.ip(context), why(e));
      LOG.warn("A sign-in by OpenID Connect is refused: {}", printable(e.getMessage()));
      backing.refuse(context, UNAUTHORIZED, String.valueOf(e.getMessage()));
    }
  }

  private void refuse(Context context, NotVouched e) {
    boolean person = e.kind() == NotVouched.Kind.PERSON;
    LOG.warn("A sign-in by OpenID Connect came to nothing: {}", printable(e.getMessage()));
    verbs.failed(e.user(), Client.ip(context), why(e));
    backing.refuse(
        context,
        person ? UNAUTHORIZED : BAD_GATEWAY,
        person
            ? String.valueOf(e.getMessage()) + "."
            : "The sign-in provider and Sluice do not understand each other; Sluice's log says why.");
  }

  private static String printable(@Nullable String text) {
    return String.valueOf(text).replaceAll("[^\\x20-\\x7e]", "?");
  }
}
