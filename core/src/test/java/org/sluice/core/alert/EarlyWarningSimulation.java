package org.sluice.core.alert;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * Chooses the measure of {@link Departure}: a thousand invented senders of five habits, four weeks,
 * minute by minute. As in the server, the history is of hours by the clock, and what is held
 * against it are the last sixty minutes, at each minute. The first fortnight is history, in the
 * second each measure is asked; then each account is stolen and sends at a steady rate. Run it as a
 * program; {@code docs/concepts/early-warning.md} has what it printed.
 */
final class EarlyWarningSimulation {
  private static final int SENDERS = 1_000;
  private static final int FORTNIGHT = SendingHistory.KEPT_HOURS;
  private static final int[] STOLEN_PER_HOUR = {50, 100, 200, 500};

  private EarlyWarningSimulation() {}

  /** A way to say how many recipients in an hour are not yet a departure. */
  private record Measure(String name, int leastHours, ToIntFunction<int[]> most) {
    int of(int[] hours) {
      int[] active = Arrays.stream(hours).filter(h -> h > 0).toArray();
      return active.length < leastHours ? Departure.NEVER : most.applyAsInt(active);
    }
  }

  public static void main(String[] arguments) {
    List<Measure> measures =
        List.of(
            times(2, 0, 10),
            times(2, 20, 10),
            times(2, 20, 3),
            shipped(),
            times(2, 30, 1),
            times(3, 0, 10),
            times(3, 30, 1),
            times(3, 30, 10),
            times(3, 30, 30),
            times(5, 50, 10),
            deviations(3, 10),
            deviations(6, 10),
            deviations(10, 10));
    System.out.println(
        "| measure | senders with a false warning in two weeks | no habits yet |"
            + " stolen at 50/h | 100/h | 200/h | 500/h |");
    System.out.println("|---|---|---|---|---|---|---|");
    Random random = new Random(7);
    List<Sender> senders =
        IntStream.range(0, SENDERS).mapToObj(i -> Sender.of(fourWeeks(i % 5, random))).toList();
    measures.forEach(measure -> report(measure, senders));
  }

  /** What {@link Departure} says. */
  private static Measure shipped() {
    RestrictedEntity sender = new RestrictedEntity(RestrictedEntity.Kind.USER, "u");
    return new Measure(
        Departure.TIMES
            + " x busiest hour + "
            + Departure.ABOVE
            + ", from "
            + Departure.LEAST_HOURS
            + " active hours (as shipped)",
        0,
        active ->
            Departure.most(
                Arrays.stream(active).mapToObj(h -> new SenderHour(sender, 0, h, 0)).toList()));
  }

  private static Measure times(int times, int above, int leastHours) {
    return new Measure(
        times + " x busiest hour + " + above + ", from " + leastHours + " active hours",
        leastHours,
        active -> times * Arrays.stream(active).max().orElse(0) + above);
  }

  private static Measure deviations(int times, int leastHours) {
    return new Measure(
        "mean + " + times + " deviations, from " + leastHours + " active hours",
        leastHours,
        active -> {
          double mean = Arrays.stream(active).average().orElse(0);
          double square =
              Arrays.stream(active).mapToDouble(h -> (h - mean) * (h - mean)).average().orElse(0);
          return (int) Math.ceil(mean + times * Math.sqrt(square));
        });
  }

  /** Four weeks of a sender: recipients by the clock's hour, and the most in any sixty minutes. */
  private record Sender(int[] hours, int[] mostInSixtyMinutes) {
    static Sender of(int[] minutes) {
      int[] hours = new int[minutes.length / 60];
      int[] most = new int[hours.length];
      int sliding = 0;
      for (int m = 0; m < minutes.length; m++) {
        sliding += minutes[m] - (m < 60 ? 0 : minutes[m - 60]);
        hours[m / 60] += minutes[m];
        most[m / 60] = Math.max(most[m / 60], sliding);
      }
      return new Sender(hours, most);
    }

    boolean isWarnedOf(Measure measure) {
      return IntStream.range(FORTNIGHT, hours.length)
          .anyMatch(h -> mostInSixtyMinutes[h] > most(measure, h));
    }

    int most(Measure measure, int hour) {
      return measure.of(Arrays.copyOfRange(hours, hour - FORTNIGHT, hour));
    }
  }

  private static void report(Measure measure, List<Sender> senders) {
    int warned = 0;
    int without = 0;
    int[] found = new int[STOLEN_PER_HOUR.length];
    for (Sender sender : senders) {
      int most = sender.most(measure, sender.hours().length);
      warned += sender.isWarnedOf(measure) ? 1 : 0;
      without += most == Departure.NEVER ? 1 : 0;
      for (int i = 0; i < found.length; i++) {
        found[i] += STOLEN_PER_HOUR[i] > most ? 1 : 0;
      }
    }
    System.out.printf("| %s | %.1f %% | %.1f %% |", measure.name(), share(warned), share(without));
    for (int each : found) {
      System.out.printf(" %.0f %% |", share(each));
    }
    System.out.println();
  }

  private static double share(int count) {
    return 100.0 * count / SENDERS;
  }

  /**
   * Four weeks of one of five habits: rare, office, busy office, weekly newsletter, machine. By
   * minutes; what is sent in an hour is sent at any minute of it.
   */
  private static int[] fourWeeks(int habit, Random random) {
    int[] minutes = new int[2 * FORTNIGHT * 60];
    double taste = Math.exp(random.nextGaussian() * 0.5);
    for (int h = 0; h < 2 * FORTNIGHT; h++) {
      boolean office = h % 24 >= 8 && h % 24 < 18 && h / 24 % 7 < 5;
      switch (habit) {
        case 0 -> messages(office && random.nextDouble() < 0.05 ? taste : 0, h, minutes, random);
        case 1 -> messages(office && random.nextDouble() < 0.6 ? 3 * taste : 0, h, minutes, random);
        case 2 -> messages(office ? 12 * taste : 0, h, minutes, random);
        case 3 -> {
          messages(office && random.nextDouble() < 0.5 ? 2 * taste : 0, h, minutes, random);
          if (h % 168 == 34) {
            minutes[at(h, random)] += (int) (150 * taste) + random.nextInt(20);
          }
        }
        default -> {
          for (int i = poisson(20 * taste, random); i > 0; i--) {
            minutes[at(h, random)]++;
          }
        }
      }
    }
    return minutes;
  }

  private static int at(int hour, Random random) {
    return hour * 60 + random.nextInt(60);
  }

  /** Messages, some of them to a list of people. */
  private static void messages(double rate, int hour, int[] minutes, Random random) {
    for (int i = poisson(rate, random); i > 0; i--) {
      minutes[at(hour, random)] += random.nextDouble() < 0.06 ? 2 + random.nextInt(25) : 1;
    }
  }

  private static int poisson(double rate, Random random) {
    double limit = Math.exp(-rate);
    int count = 0;
    for (double p = random.nextDouble(); p > limit; p *= random.nextDouble()) {
      count++;
    }
    return count;
  }
}
