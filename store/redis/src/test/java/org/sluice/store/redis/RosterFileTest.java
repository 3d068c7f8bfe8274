package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The nodes that a node knows outlive it, whenever the machine is switched off. */
class RosterFileTest {
  private static final int STEPS = 4;

  @TempDir private Path folder;

  /**
   * A disk of a machine that is switched off after so many steps: what was not forced by then is
   * empty afterwards, and a rename whose folder was not forced may have been kept or not.
   */
  private final class SwitchedOff implements WholeFile.Disk {
    private final List<String> steps = new ArrayList<>();
    private final Set<Path> unforced = new HashSet<>();
    private final int most;

    private SwitchedOff(int most) {
      this.most = most;
    }

    private void step(String what, Path path) throws IOException {
      if (steps.size() == most) {
        for (Path lost : unforced) {
          Files.writeString(lost, "");
        }
        throw new IOException("The machine is off");
      }
      steps.add(what + " " + folder.relativize(path));
    }

    @Override
    public void write(Path file, String text) throws IOException {
      step("write", file);
      REAL.write(file, text);
      unforced.add(file);
    }

    @Override
    public void force(Path path) throws IOException {
      step("force", path);
      REAL.force(path);
      unforced.remove(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      step("rename", to);
      REAL.rename(from, to);
      if (unforced.remove(from)) {
        unforced.add(to);
      }
    }
  }

  private static void hear(Roster roster, String node) {
    roster.hear(new Filling.Present(Wishes.NOON, 1, Map.of(node, Wishes.NOON)));
    roster.keepHeard();
  }

  private RosterFile open(WholeFile.Disk disk) throws IOException {
    return new RosterFile(folder, disk);
  }

  @Test
  void it_is_on_the_disk_before_it_has_its_name_and_its_name_is_too() throws IOException {
    SwitchedOff disk = new SwitchedOff(Integer.MAX_VALUE);
    Roster roster = open(disk).roster();
    disk.steps.clear();
    hear(roster, "another");
    assertThat(disk.steps)
        .containsExactly(
            "write redis-nodes.new", "force redis-nodes.new", "rename redis-nodes", "force ");
  }

  /** Charges are answered where it is heard, and ask who is missing. */
  @Test
  void hearing_writes_nothing_and_writing_holds_up_nobody_who_hears_or_asks() {
    List<Map<String, Long>> kept = new ArrayList<>();
    List<Boolean> held = new ArrayList<>();
    Roster[] roster = new Roster[1];
    roster[0] =
        new Roster(
            "me",
            Map.of(),
            heard -> {
              kept.add(heard);
              held.add(Thread.holdsLock(roster[0]));
            });
    roster[0].hear(new Filling.Present(Wishes.NOON, 1, Map.of("another", Wishes.NOON)));
    assertThat(kept).isEmpty();
    roster[0].keepHeard();
    roster[0].keepHeard();
    assertThat(kept).as("once").containsExactly(Map.of("another", Wishes.NOON));
    assertThat(held).containsExactly(false);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void a_machine_that_is_switched_off_at_any_step_knows_itself_and_those_from_before(int step)
      throws IOException {
    Roster before = open(WholeFile.Disk.REAL).roster();
    hear(before, "first");
    hear(open(new SwitchedOff(step)).roster(), "second");
    Roster after = open(WholeFile.Disk.REAL).roster();
    assertThat(after.me()).isEqualTo(before.me());
    assertThat(after.missing(Set.of())).contains("first");
    assertThat(after.missing(Set.of()).contains("second")).isEqualTo(step >= STEPS - 1);
  }
}
