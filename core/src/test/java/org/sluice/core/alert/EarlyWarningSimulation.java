package org.sluice.core.alert;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * Chooses the measure of {@link Departure}: a thousand invented senders of five habits, four weeks,
 * hour by hour. The first fortnight is history, in the second each measure is asked each hour; then
 * each account is stolen and sends at a steady rate. Run it as a program; {@code
 * docs/concepts/early-warning.md} has what it printed.
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
            times(2, 30, 3),
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
    measures.forEach(EarlyWarningSimulation::report);
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

  private static void report(Measure measure) {
    Random random = new Random(7);
    int warned = 0;
    int without = 0;
    int[] found = new int[STOLEN_PER_HOUR.length];
    for (int sender = 0; sender < SENDERS; sender++) {
      int[] hours = fourWeeks(sender % 5, random);
      boolean falsely = false;
      for (int h = FORTNIGHT; h < hours.length; h++) {
        falsely |= hours[h] > measure.of(Arrays.copyOfRange(hours, h - FORTNIGHT, h));
      }
      int most = measure.of(Arrays.copyOfRange(hours, hours.length - FORTNIGHT, hours.length));
      warned += falsely ? 1 : 0;
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

  /** Four weeks of one of five habits: rare, office, busy office, weekly newsletter, machine. */
  private static int[] fourWeeks(int habit, Random random) {
    int[] hours = new int[2 * FORTNIGHT];
    double taste = Math.exp(random.nextGaussian() * 0.5);
    for (int h = 0; h < hours.length; h++) {
      boolean office = h % 24 >= 8 && h % 24 < 18 && h / 24 % 7 < 5;
      hours[h] =
          switch (habit) {
            case 0 -> office && random.nextDouble() < 0.05 ? messages(1 * taste, random) : 0;
            case 1 -> office && random.nextDouble() < 0.6 ? messages(3 * taste, random) : 0;
            case 2 -> office ? messages(12 * taste, random) : 0;
            case 3 ->
                (office && random.nextDouble() < 0.5 ? messages(2 * taste, random) : 0)
                    + (h % 168 == 34 ? (int) (150 * taste) + random.nextInt(20) : 0);
            default -> poisson(20 * taste, random);
          };
    }
    return hours;
  }

  /** Messages, some of them to a list of people. */
  private static int messages(double rate, Random random) {
    int recipients = 0;
    for (int i = poisson(rate, random); i > 0; i--) {
      recipients += random.nextDouble() < 0.06 ? 2 + random.nextInt(25) : 1;
    }
    return recipients;
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
