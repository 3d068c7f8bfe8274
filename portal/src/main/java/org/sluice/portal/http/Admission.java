package org.sluice.portal.http;

import io.javalin.http.Context;
import java.util.Optional;
import org.sluice.core.administration.Actor;

/** Port: who a request comes from. What the actor may do is checked by the verbs. Thread-safe. */
@FunctionalInterface
public interface Admission {

  /** The actor, or nothing if the request proves nobody. */
  Optional<Actor> actor(Context context);
}
