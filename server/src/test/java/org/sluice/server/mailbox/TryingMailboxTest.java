package org.sluice.server.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.Recipient;

class TryingMailboxTest {
  private static final int MOST_FILES = 3;
  private static final long MOST_BYTES = 1_000;

  @TempDir private Path folder;
  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);

  private TryingMailbox mailbox() {
    return new TryingMailbox(folder, now::get, MOST_FILES, MOST_BYTES);
  }

  private String keep(TryingMailbox mailbox, String content, String... recipients)
      throws IOException {
    now.addAndGet(1_000);
    try (DraftFile draft =
        new DraftFile(mailbox.draft(), new EnvelopeSender("anna@example.org"), true)) {
      byte[] bytes = content.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      draft.add(bytes, 0, bytes.length);
      return mailbox.keep(draft.end(), Stream.of(recipients).map(Recipient::new).toList());
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(f -> folder.relativize(f).toString()).toList();
    }
  }

  @Test
  void each_recipient_finds_the_message_as_it_was_written() throws IOException {
    String name = keep(mailbox(), "Subject: x\r\n\r\n..dot\r\n.\r\n", "b@x.test", "c@x.test");
    assertThat(files()).containsExactlyInAnyOrder("b@x.test/" + name, "c@x.test/" + name);
    assertThat(Files.readString(folder.resolve("b@x.test").resolve(name)))
        .isEqualTo("Return-Path: <anna@example.org>\r\nSubject: x\r\n\r\n.dot\r\n");
  }

  @Test
  void above_the_bound_of_files_the_oldest_goes_and_its_empty_folder() throws IOException {
    TryingMailbox mailbox = mailbox();
    keep(mailbox, ".\r\n", "first@x");
    for (int i = 0; i < MOST_FILES - 1; i++) {
      keep(mailbox, ".\r\n", "b@x");
    }
    assertThat(files()).hasSize(MOST_FILES).anyMatch(f -> f.startsWith("first@x/"));
    keep(mailbox, ".\r\n", "b@x");
    assertThat(files()).hasSize(MOST_FILES).noneMatch(f -> f.startsWith("first@x/"));
    assertThat(folder.resolve("first@x")).doesNotExist();
  }

  @Test
  void above_the_bound_of_bytes_the_oldest_goes() throws IOException {
    TryingMailbox mailbox = mailbox();
    keep(mailbox, "x".repeat(500) + "\r\n.\r\n", "a@x");
    String second = keep(mailbox, "x".repeat(500) + "\r\n.\r\n", "b@x");
    assertThat(files()).containsExactly("b@x/" + second);
  }

  @Test
  void what_an_earlier_run_kept_counts() throws IOException {
    keep(mailbox(), ".\r\n", "first@x");
    TryingMailbox again = mailbox();
    for (int i = 0; i < MOST_FILES; i++) {
      keep(again, ".\r\n", "b@x");
    }
    assertThat(files()).hasSize(MOST_FILES).noneMatch(f -> f.startsWith("first@x/"));
  }

  @Test
  void a_draft_that_is_not_kept_leaves_nothing() throws IOException {
    try (DraftFile draft = new DraftFile(mailbox().draft(), EnvelopeSender.NULL, true)) {
      draft.add(new byte[] {'x'}, 0, 1);
      assertThat(files()).hasSize(1);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void a_message_at_the_bound_is_kept_and_one_byte_more_is_too_large() throws IOException {
    byte[] piece = new byte[1 << 20];
    try (DraftFile draft = new DraftFile(mailbox().draft(), EnvelopeSender.NULL, false)) {
      for (long i = 0; i < TryingMailbox.MAX_MESSAGE_BYTES; i += piece.length) {
        draft.add(piece, 0, piece.length);
      }
      assertThat(draft.isTooLarge()).isFalse();
      draft.add(piece, 0, 1);
      assertThat(draft.isTooLarge()).isTrue();
    }
  }
}
