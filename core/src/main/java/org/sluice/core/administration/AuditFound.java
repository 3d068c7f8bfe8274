package org.sluice.core.administration;

import java.util.ArrayList;
import java.util.List;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.ChainedRecord;

/** What a search of the audit log comes upon: a record, or a place whose record is damaged. */
public sealed interface AuditFound {
  /**
   * The most damaged records of one answer, for behind each the log is asked anew. With one more
   * the search is refused; a search for no more records than these never is.
   */
  int MOST_DAMAGED = 100;

  /**
   * What stands where the operation of a damaged record would, in every answer; by it the lines of
   * an export are known that are no record.
   */
  String UNREADABLE = "Unreadable";

  /** Where it stands; a search from here goes on behind it. */
  AuditPlace place();

  /** A record that can be read. */
  record Whole(ChainedRecord record) implements AuditFound {
    @Override
    public AuditPlace place() {
      return AuditPlace.of(record);
    }
  }

  /** One that was changed outside of Sluice, or written by a newer one. */
  record Damaged(AuditPlace place) implements AuditFound {}

  /** Answers the records behind a place, newest first, at most so many. */
  @FunctionalInterface
  interface Search {
    List<ChainedRecord> behind(AuditPlace place, int most);
  }

  /** Records that can be read, as they were found. */
  static List<AuditFound> whole(List<ChainedRecord> records) {
    return records.stream().<AuditFound>map(Whole::new).toList();
  }

  /**
   * Finds what is behind a place, newest first. What cannot be read stands where it belongs, so
   * that nobody takes the others for all there was. The search is asked at least once: whoever may
   * not search, or not for so many, is refused by it.
   *
   * @param most as the search wants it
   * @throws DamagedRecord if more than {@value #MOST_DAMAGED} cannot be read
   */
  static List<AuditFound> behind(Search search, AuditPlace place, int most) {
    List<AuditFound> found = new ArrayList<>();
    AuditPlace from = place;
    for (int damaged = 0; damaged == 0 || found.size() < most; damaged++) {
      try {
        found.addAll(whole(search.behind(from, most - found.size())));
        break;
      } catch (DamagedRecord e) {
        if (damaged == MOST_DAMAGED) {
          throw e;
        }
        found.addAll(whole(e.before()));
        found.add(new Damaged(e.place()));
        from = e.place();
      }
    }
    return found;
  }
}
