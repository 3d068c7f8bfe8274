package org.sluice.portal.openid;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sluice.core.administration.SignInVerbs.Vouched;

/**
 * An OpenID Connect provider (Core 1.0), by the authorization code flow with PKCE. What it offers
 * is discovered and held for {@link #HELD}; of ID tokens only those are believed that are signed
 * with a key that it publishes, for this client, for this browser's nonce, and not expired. Each
 * question to it is bounded in time and size, and at most {@value #MOST_AT_ONCE} are asked at once.
 * Thread-safe; methods block.
 */
public final class Provider {
  static final Duration HELD = Duration.ofHours(1);
  static final int MOST_AT_ONCE = 8;
  private static final int CONNECT_MILLIS = 3_000;
  private static final int READ_MILLIS = 5_000;
  private static final int MOST_BYTES = 256 * 1024;

  /** A shared secret signs nothing here: whoever has it could say anything. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final OpenIdSettings settings;
  private final LongSupplier monotonicMillis;
  private final Semaphore asking = new Semaphore(MOST_AT_ONCE);
  private volatile @Nullable Known known;

  /** What was discovered, and when. */
  private record Known(
      OIDCProviderMetadata metadata,
      long atMillis,
      Map<JWSAlgorithm, IDTokenValidator> validators) {}

  /**
   * @param monotonicMillis for how old is what was discovered
   */
  public Provider(OpenIdSettings settings, LongSupplier monotonicMillis) {
    this.settings = settings;
    this.monotonicMillis = monotonicMillis;
  }

  /** What it is and means. */
  public OpenIdSettings settings() {
    return settings;
  }

  /**
   * Where the browser goes to be asked who its person is.
   *
   * @param back where the provider sends it back to; the provider must know the URL
   * @throws NotVouched if the provider cannot be reached
   */
  public URI question(Journey journey, URI back) throws NotVouched {
    return new AuthenticationRequest.Builder(
            new ResponseType(ResponseType.Value.CODE),
            Scope.parse(settings.scopes()),
            client(),
            back)
        .endpointURI(known().metadata().getAuthorizationEndpointURI())
        .state(new State(journey.state()))
        .nonce(new Nonce(journey.nonce()))
        .codeChallenge(new CodeVerifier(journey.verifier()), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  private ClientID client() {
    return new ClientID(settings.clientId());
  }

  /**
   * Whom the provider vouches for.
   *
   * @param code what the browser brought back
   * @param back as in the question
   */
  public Vouched vouched(String code, Journey journey, URI back) throws NotVouched {
    JWT token = token(code, journey, back);
    return Claims.vouched(validated(token, journey), settings);
  }

  private JWT token(String code, Journey journey, URI back) throws NotVouched {
    HTTPRequest request =
        new TokenRequest.Builder(
                known().metadata().getTokenEndpointURI(),
                new ClientSecretBasic(client(), new Secret(settings.clientSecret())),
                new AuthorizationCodeGrant(
                    new AuthorizationCode(code), back, new CodeVerifier(journey.verifier())))
            .build()
            .toHTTPRequest();
    request.setConnectTimeout(CONNECT_MILLIS);
    request.setReadTimeout(READ_MILLIS);
    request.setFollowRedirects(false);
    TokenResponse response =
        asked("did not answer with a token", () -> OIDCTokenResponseParser.parse(request.send()));
    if (response instanceof OIDCTokenResponse tokens && tokens.indicatesSuccess()) {
      JWT token = tokens.getOIDCTokens().getIDToken();
      if (token != null) {
        return token;
      }
    }
    String why = response.indicatesSuccess() ? "no ID token" : error(response);
    throw new NotVouched(NotVouched.Kind.SETUP, "The provider took the code for nothing: " + why);
  }

  private static String error(TokenResponse response) {
    return String.valueOf(response.toErrorResponse().getErrorObject().getCode());
  }

  private IDTokenClaimsSet validated(JWT token, Journey journey) throws NotVouched {
    if (!(token.getHeader().getAlgorithm() instanceof JWSAlgorithm algorithm)
        || !ALGORITHMS.contains(algorithm)) {
      throw new NotVouched(
          NotVouched.Kind.SETUP,
          "The provider signs ID tokens with "
              + token.getHeader().getAlgorithm()
              + "; Sluice believes RS, PS and ES signatures");
    }
    Known now = known();
    IDTokenValidator validator =
        now.validators().computeIfAbsent(algorithm, a -> validator(now.metadata(), a));
    return asked(
        "sent an ID token that does not hold",
        () -> validator.validate(token, new Nonce(journey.nonce())));
  }

  private IDTokenValidator validator(OIDCProviderMetadata metadata, JWSAlgorithm algorithm) {
    try {
      return new IDTokenValidator(
          metadata.getIssuer(), client(), algorithm, metadata.getJWKSetURI().toURL(), retriever());
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static DefaultResourceRetriever retriever() {
    return new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MOST_BYTES);
  }

  private Known known() throws NotVouched {
    Known now = known;
    if (now == null || monotonicMillis.getAsLong() - now.atMillis() >= HELD.toMillis()) {
      OIDCProviderMetadata metadata =
          asked(
              "cannot be discovered",
              () ->
                  OIDCProviderMetadata.resolve(
                      new Issuer(settings.issuer()), CONNECT_MILLIS, READ_MILLIS));
      now = new Known(metadata, monotonicMillis.getAsLong(), new ConcurrentHashMap<>());
      known = now;
    }
    return now;
  }

  /** Something that goes over the net. */
  private interface Question<T> {
    T ask() throws GeneralException, IOException, BadJOSEException, com.nimbusds.jose.JOSEException;
  }

  private <T> T asked(String otherwise, Question<T> question) throws NotVouched {
    boolean may = false;
    try {
      may = asking.tryAcquire(READ_MILLIS, TimeUnit.MILLISECONDS);
      if (!may) {
        throw new NotVouched(NotVouched.Kind.PERSON, "Too many are signing in; try again");
      }
      return question.ask();
    } catch (GeneralException
        | IOException
        | BadJOSEException
        | com.nimbusds.jose.JOSEException
        | IllegalArgumentException e) {
      throw new NotVouched(
          NotVouched.Kind.SETUP,
          "The provider " + settings.issuer() + " " + otherwise + ": " + e.getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotVouched(NotVouched.Kind.PERSON, "Sluice is ending", e);
    } finally {
      if (may) {
        asking.release();
      }
    }
  }
}
