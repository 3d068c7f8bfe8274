package org.sluice.app.demo;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * One sender of the demo's organization and its habits.
 *
 * @param messagesPerHour at work, on average
 * @param external of a hundred recipients so many are external
 * @param letter recipients of a newsletter that goes out on Tuesdays at ten; 0 for none
 */
record Colleague(String address, double messagesPerHour, int external, int letter) {
  static final String DOMAIN = "example.org";
  private static final int BEGINS = 8;
  private static final int ENDS = 18;
  private static final int LETTER_HOUR = 10;
  private static final int HUNDRED = 100;
  private static final List<String> FIRST =
      List.of("anna", "bert", "carla", "david", "elif", "frank", "grace", "henri");
  private static final List<String> LAST = List.of("weber", "rossi", "martin", "novak", "silva");

  /** Forty of them, always the same. */
  static List<Colleague> all(Random random) {
    List<Colleague> all = new ArrayList<>();
    for (String last : LAST) {
      for (String first : FIRST) {
        boolean editor = first.equals("grace") && last.equals("rossi");
        all.add(
            new Colleague(
                first + "." + last + "@" + DOMAIN,
                0.5 + 3 * random.nextDouble(),
                random.nextInt(30, 80),
                editor ? 120 : 0));
      }
    }
    return all;
  }

  /** The recipients of each message of an hour. */
  List<List<String>> messages(ZonedDateTime hour, Random random) {
    List<List<String>> messages = new ArrayList<>();
    DayOfWeek day = hour.getDayOfWeek();
    boolean atWork =
        hour.getHour() >= BEGINS
            && hour.getHour() < ENDS
            && day != DayOfWeek.SATURDAY
            && day != DayOfWeek.SUNDAY;
    if (atWork) {
      double expected = messagesPerHour;
      while (expected > 0 && random.nextDouble() < expected) {
        messages.add(recipients(1 + random.nextInt(1, 4) / 2, random));
        expected -= 1;
      }
      if (letter > 0 && day == DayOfWeek.TUESDAY && hour.getHour() == LETTER_HOUR) {
        messages.add(recipients(letter, random));
      }
    }
    return messages;
  }

  private List<String> recipients(int number, Random random) {
    List<String> recipients = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String name = FIRST.get(random.nextInt(FIRST.size())) + random.nextInt(HUNDRED);
      boolean outside = random.nextInt(HUNDRED) < external;
      recipients.add(
          String.format(Locale.ROOT, "%s-%d@%s", name, i, outside ? "elsewhere.test" : DOMAIN));
    }
    return recipients;
  }
}
