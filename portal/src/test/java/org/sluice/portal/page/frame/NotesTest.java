package org.sluice.portal.page.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What became of an act is read by whoever did it, and bounded. */
class NotesTest {
  private final Notes notes = new Notes();

  @Test
  void a_note_is_its_readers_alone() {
    String key = notes.keep("anna", "Saved.");
    assertThat(notes.read("anna", key)).contains("Saved.");
    assertThat(notes.read("bruno", key)).isEmpty();
    assertThat(notes.read("anna", "Saved.")).isEmpty();
  }

  @Test
  void the_oldest_go_when_there_are_more_than_the_most() {
    String first = notes.keep("anna", "first");
    String second = notes.keep("anna", "second");
    for (int i = 2; i < Notes.MOST; i++) {
      var _ = notes.keep("anna", "more");
    }
    assertThat(notes.read("anna", first)).contains("first");
    String last = notes.keep("anna", "last");
    assertThat(notes.read("anna", first)).isEmpty();
    assertThat(notes.read("anna", second)).contains("second");
    assertThat(notes.read("anna", last)).contains("last");
  }
}
