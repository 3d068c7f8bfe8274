package org.sluice.core.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.limit.Moment;

/**
 * Tells that a store of Sluice's own is lost, and that it is back.
 *
 * <p>A loss is told at once where one look proves it, else when three looks in a row agree. That it
 * is back is told once it has stayed for a while: a minute at first, twice as long after each loss
 * that follows within a day, an hour at most. So a store that flaps keeps one alert open, and is
 * told of no more than {@value #MOST_IN_A_DAY} times a day. Used by one thread.
 */
public final class LostStores {
  /** The most losses of one store that are told of in 24 hours. */
  public static final int MOST_IN_A_DAY = 29;

  /** Looks in a row that have to agree where one is not enough. */
  static final int AGREEING = 3;

  private static final String BLIP = "It was lost between two looks, and is back already";
  static final long SHORTEST_MILLIS = 60_000;
  static final long LONGEST_MILLIS = 3_600_000;
  private static final long DAY_MILLIS = 24 * 3_600_000L;

  /**
   * How a store is now.
   *
   * @param store its name, with the node's where there are several
   * @param sure whether this look alone is enough to say that it is lost; else so many in a row
   *     have to agree, because a step that takes a second longer than usual is no loss
   * @param cause why it is lost; may be empty while it is not
   * @param losses how often it was lost since the start, as far as that is counted: so a loss
   *     between two looks is seen too
   * @param inForce what follows while it is lost, for people
   */
  public record Sign(
      String store, boolean lost, boolean sure, String cause, long losses, String inForce) {}

  /** What has to be told. */
  public sealed interface News {
    /** The record of it. */
    AuditRecord record();

    /** A store is lost. */
    record Lost(AuditRecord record) implements News {}

    /** A store that was lost is back. */
    record Back(AuditRecord record) implements News {}

    /** A store is there at the first look: what an earlier process told of it is over. */
    record There(AuditRecord record) implements News {}
  }

  /** One store since the first look. */
  private static final class Watched {
    boolean known;
    int doubts;
    boolean told;
    boolean lost;
    long losses;
    Instant since = Instant.MIN;
    Instant back = Instant.MIN;
    long times;
    long backSteadyMillis;
    long waitMillis = SHORTEST_MILLIS;
    Optional<Long> overSteadyMillis = Optional.empty();
  }

  private final Map<String, Watched> all = new HashMap<>();

  /** What is new, to be asked once a second. */
  public List<News> look(List<Sign> signs, Moment now) {
    List<News> news = new ArrayList<>();
    for (Sign sign : signs) {
      look(sign, now).ifPresent(news::add);
    }
    return news;
  }

  private Optional<News> look(Sign sign, Moment now) {
    Watched store = all.computeIfAbsent(sign.store(), name -> new Watched());
    if (isInDoubt(sign, store)) {
      return Optional.empty();
    }
    if (!store.known) {
      store.known = true;
      store.losses = sign.losses();
      if (!sign.lost()) {
        store.since = wall(now);
        store.back = store.since;
        return Optional.of(new News.There(back(sign, store)));
      }
    }
    boolean again = sign.lost() ? !store.lost : sign.losses() > store.losses;
    store.losses = sign.losses();
    Optional<News> news = again ? lost(sign, store, now) : Optional.empty();
    if (!sign.lost() && (store.lost || again)) {
      store.back = wall(now);
      store.backSteadyMillis = now.steadyMillis();
    }
    store.lost = sign.lost();
    return news.isPresent() ? news : over(sign, store, now);
  }

  private static boolean isInDoubt(Sign sign, Watched store) {
    store.doubts = sign.lost() && !sign.sure() ? store.doubts + 1 : 0;
    return store.doubts > 0 && store.doubts < AGREEING && !store.lost;
  }

  private static Optional<News> lost(Sign sign, Watched store, Moment now) {
    if (store.told) {
      store.times++;
      return Optional.empty();
    }
    boolean soon =
        store.overSteadyMillis.isPresent()
            && now.steadyMillis() - store.overSteadyMillis.get() < DAY_MILLIS;
    store.waitMillis = soon ? Math.min(LONGEST_MILLIS, store.waitMillis * 2) : SHORTEST_MILLIS;
    store.told = true;
    store.times = 1;
    store.since = wall(now);
    return Optional.of(
        new News.Lost(
            AuditRecord.bySystem(
                AuditOperation.STORE_LOST,
                store.since,
                sign.store(),
                Map.of(
                    "Since", store.since.toString(),
                    "Cause", sign.cause().isEmpty() ? BLIP : sign.cause(),
                    "InForce", sign.inForce()))));
  }

  private static Optional<News> over(Sign sign, Watched store, Moment now) {
    if (!store.told
        || store.lost
        || now.steadyMillis() - store.backSteadyMillis < store.waitMillis) {
      return Optional.empty();
    }
    store.told = false;
    store.overSteadyMillis = Optional.of(now.steadyMillis());
    return Optional.of(new News.Back(back(sign, store)));
  }

  private static AuditRecord back(Sign sign, Watched store) {
    return AuditRecord.bySystem(
        AuditOperation.STORE_BACK,
        store.back,
        sign.store(),
        Map.of(
            "Since", store.since.toString(),
            "Back", store.back.toString(),
            "Losses", Long.toString(store.times)));
  }

  private static Instant wall(Moment now) {
    return Instant.ofEpochMilli(now.wallMillis());
  }
}
