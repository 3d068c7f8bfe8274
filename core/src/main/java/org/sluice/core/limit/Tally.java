package org.sluice.core.limit;

import org.jspecify.annotations.Nullable;

/**
 * Everything that is counted, as one state machine in memory: charges go in, balances come out, and
 * a log is told of every change so that a store can make it durable and play it again. Every
 * embedded ledger and every test runs this same code.
 *
 * <p>Time is an argument and never goes back: an instant before the latest seen is that one.
 *
 * <p>Not thread-safe; no I/O. One charge costs a look-up by key and the sums over the sender's
 * buckets, four or so for a person, 350 at the most.
 */
public final class Tally {
  private static final LimitKind[] KINDS = LimitKind.values();

  private final SenderTable table = new SenderTable();
  private final SenderCounts sender = new SenderCounts(table);
  private final MessageMemory messages = new MessageMemory();
  private final OrganizationRing organization = new OrganizationRing();
  private final TallyLog.Counted attempt = new TallyLog.Counted();
  private final HashSet64 seen = new HashSet64();
  private final TallyLog log;
  private boolean organizationTold;
  private long sequence;
  private long lastMillis;
  private int sweepSlot;

  public Tally(TallyLog log) {
    this.log = log;
  }

  /** How many senders are in memory. */
  public int senders() {
    return table.size();
  }

  /** The number of the last change. */
  public long sequence() {
    return sequence;
  }

  /** The latest steady instant seen. */
  public long lastMillis() {
    return lastMillis;
  }

  /** Judges and counts; see {@link LimitLedger}. */
  public Balance charge(Charge charge) {
    long now = forward(charge.atMillis());
    @Nullable Message message = messageOf(charge);
    sender.open(charge.sender(), now, charge.afreshMillis());
    if (charge.whole() && message != null && message.refusedBy != null) {
      return refuseWhole(charge, message, message.refusedBy, now);
    }
    attempt(charge, message, now);
    LimitKind binding = firstExceeded(charge.limits(), message, true);
    if (binding != null) {
      return refuse(charge, message, binding, now);
    }
    LimitKind advisory =
        charge.limits().policyBinds() ? null : firstExceeded(charge.limits(), message, false);
    return grant(charge, message, advisory, now);
  }

  /** Gives back what a message had counted; see {@link LimitLedger}. */
  public void withdraw(SenderKey key, long messageHash, long atMillis) {
    long now = forward(atMillis);
    Message message = messages.find(keyOf(key, messageHash));
    if (message != null) {
      sender.open(key, now, 0);
      giveBackAndTell(key, messageHash, message, now);
    }
  }

  /** The sender's usage at an instant. */
  public Forecast usage(SenderKey key, long atMillis, long afreshMillis) {
    long now = forward(atMillis);
    sender.open(key, now, afreshMillis);
    if (!sender.exists()) {
      return organization.sum() == 0
          ? Forecast.NONE
          : new Forecast(usage(0, 0, 0, 0), Frees.of(sender, organization));
    }
    return new Forecast(usage(0, 0, 0, 0), Frees.of(sender, organization));
  }

  /** Drops senders without usage, looking at so many of them from where it last stopped. */
  public void sweep(long nowMillis, int most) {
    long now = forward(nowMillis);
    messages.forgetOld(now);
    for (int i = 0; i < most; i++) {
      sweepSlot = sweepSlot + 1 < table.slots() ? sweepSlot + 1 : 0;
      int address = table.at(sweepSlot);
      if (address != SenderTable.NONE) {
        long[] chunk = table.chunk(address);
        int offset = Slab.offset(address);
        sender.open(new SenderKey(chunk[offset], chunk[offset + 1]), now, 0);
        sender.shrink();
      }
    }
  }

  /** The state as a store reads and writes it. */
  public TallyState state() {
    return new TallyState(this, table, messages, organization);
  }

  void resume(long newSequence, long newLastMillis) {
    sequence = newSequence;
    lastMillis = newLastMillis;
  }

  /** Plays a counted charge again that a log was once told of; one already in the record is not. */
  public void replay(TallyLog.Counted counted) {
    long now = forward(counted.atMillis);
    sequence = Math.max(sequence, counted.sequence);
    sender.open(counted.sender, now, counted.afreshMillis);
    Message message =
        counted.message == 0 ? null : messages.findOrTake(keyOf(counted.sender, counted.message));
    apply(counted, message, sender.exists() && sender.sequence() >= counted.sequence, now);
  }

  /** Plays a giving back again. */
  public void replayGiveBack(long number, SenderKey key, long messageHash, long atMillis) {
    long now = forward(atMillis);
    sequence = Math.max(sequence, number);
    sender.open(key, now, 0);
    Message message = messages.find(keyOf(key, messageHash));
    if (message != null) {
      giveBack(message, sender.exists() && sender.sequence() < number, number);
      messages.keep(message, now, true);
    }
  }

  private long forward(long atMillis) {
    lastMillis = Math.max(lastMillis, atMillis);
    organization.forward(Buckets.minuteOf(lastMillis));
    return lastMillis;
  }

  private @Nullable Message messageOf(Charge charge) {
    return charge.message() == 0 ? null : messages.find(keyOf(charge.sender(), charge.message()));
  }

  private static long keyOf(SenderKey sender, long message) {
    return (message ^ sender.low()) * 0x9e3779b97f4a7c15L ^ sender.high();
  }

  /** What of the charge was not counted yet. */
  private void attempt(Charge charge, @Nullable Message message, long now) {
    attempt.clear(charge, now);
    attempt.newMessage = message == null || message.second == 0;
    seen.clear();
    for (long hash : charge.external()) {
      if (isNew(hash, message)) {
        attempt.external[attempt.externals++] = hash;
      }
    }
    for (long hash : charge.internal()) {
      if (isNew(hash, message)) {
        attempt.internal[attempt.internals++] = hash;
      }
    }
    if (charge.whole()) {
      int answered = (message == null ? 0 : message.answered) + attempt.answered;
      int known = answeredOrKnown(answered, message);
      attempt.unnamed = Math.max(0, charge.recipientCount() - known);
    }
  }

  private int answeredOrKnown(int answered, @Nullable Message message) {
    int before = message == null ? 0 : message.recipients.size() + message.unnamed;
    return Math.max(answered, before + attempt.externals + attempt.internals);
  }

  private boolean isNew(long hash, @Nullable Message message) {
    return (message == null || !message.recipients.contains(hash)) && seen.add(hash);
  }

  /** The first limit that the attempt would cross, of those that bind or of those that do not. */
  private @Nullable LimitKind firstExceeded(
      Limits limits, @Nullable Message message, boolean binding) {
    for (LimitKind kind : KINDS) {
      boolean binds = !kind.ofPolicy() || limits.policyBinds();
      if (binds == binding && exceeds(kind, limits, message)) {
        return kind;
      }
    }
    return null;
  }

  private boolean exceeds(LimitKind kind, Limits limits, @Nullable Message message) {
    int most = limits.most(kind);
    int adds = adds(kind);
    return most > 0 && adds > 0 && used(kind, message) + adds > most;
  }

  private int adds(LimitKind kind) {
    return switch (kind) {
      case MESSAGES_PER_MINUTE -> attempt.newMessage ? 1 : 0;
      case RECIPIENTS_PER_MESSAGE, RECIPIENTS_PER_DAY, RECIPIENT_RATE -> attempt.recipients();
      case EXTERNAL_RECIPIENTS_PER_HOUR, ORGANIZATION_EXTERNAL_RECIPIENTS ->
          attempt.externalCount();
      case INTERNAL_RECIPIENTS_PER_HOUR -> attempt.internals;
    };
  }

  private long used(LimitKind kind, @Nullable Message message) {
    return switch (kind) {
      case MESSAGES_PER_MINUTE -> sender.messages;
      case RECIPIENTS_PER_MESSAGE -> recipientsOf(message);
      case EXTERNAL_RECIPIENTS_PER_HOUR -> sender.externalInHour;
      case INTERNAL_RECIPIENTS_PER_HOUR -> sender.internalInHour;
      case RECIPIENTS_PER_DAY, RECIPIENT_RATE -> sender.externalInDay + sender.internalInDay;
      case ORGANIZATION_EXTERNAL_RECIPIENTS -> organization.sum();
    };
  }

  private static int recipientsOf(@Nullable Message message) {
    return message == null ? 0 : message.recipients.size() + message.unnamed;
  }

  private Balance refuse(Charge charge, @Nullable Message message, LimitKind kind, long now) {
    boolean first = tell(charge, kind);
    Usage usage = attemptedUsage(message);
    long retry = retryAfter(kind, charge.limits(), now);
    if (charge.message() != 0 && kind.heals()) {
      Message marked = messages.findOrTake(keyOf(charge.sender(), charge.message()));
      marked.refusedBy = kind;
      if (charge.whole()) {
        giveBackAndTell(charge.sender(), charge.message(), marked, now);
      }
      messages.keep(marked, now, charge.whole());
    }
    return new Balance(false, kind, first, retry, true, usage);
  }

  private Balance refuseWhole(Charge charge, Message message, LimitKind kind, long now) {
    attempt.clear(charge, now);
    giveBackAndTell(charge.sender(), charge.message(), message, now);
    messages.keep(message, now, true);
    return new Balance(
        false, kind, false, retryAfter(kind, charge.limits(), now), true, attemptedUsage(message));
  }

  private void giveBackAndTell(SenderKey key, long hash, Message message, long now) {
    if (message.second != 0) {
      sequence++;
      giveBack(message, sender.exists(), sequence);
      log.gaveBack(sequence, key, hash, now);
    }
  }

  private void giveBack(Message message, boolean fromSender, long number) {
    if (fromSender) {
      sender.giveBack(message);
      sender.sequence(number);
    }
    for (int i = 0; i < message.minutes(); i++) {
      organization.giveBack(message.minute(i), message.external(i));
    }
    message.forget();
  }

  private Balance grant(
      Charge charge, @Nullable Message message, @Nullable LimitKind advisory, long now) {
    Usage usage = attemptedUsage(message);
    if (attempt.isNothing()) {
      if (message != null) {
        message.answered += attempt.answered;
        messages.keep(message, now, charge.whole());
      }
      return new Balance(true, null, false, 0, true, usage);
    }
    attempt.sequence = ++sequence;
    int told = sender.told();
    int marks = marksAfter(charge.limits(), message, advisory, told);
    Message kept =
        charge.message() == 0
            ? null
            : messages.findOrTake(keyOf(charge.sender(), charge.message()));
    apply(attempt, kept, false, now);
    sender.told(marks);
    log.counted(attempt);
    boolean first = advisory != null && (told & advisory.bit()) == 0;
    return new Balance(true, advisory, first, 0, true, usage);
  }

  private void apply(
      TallyLog.Counted counted, @Nullable Message message, boolean inRecord, long now) {
    if (!inRecord) {
      sender.makeRoom(counted.sender, counted.afreshMillis);
      sender.add(counted.internals, counted.externalCount(), counted.newMessage);
      sender.sequence(counted.sequence);
    }
    organization.add(counted.externalCount());
    if (message != null) {
      note(counted, message);
      messages.keep(message, now, counted.whole);
    }
  }

  private void note(TallyLog.Counted counted, Message message) {
    for (int i = 0; i < counted.externals; i++) {
      message.recipients.add(counted.external[i]);
    }
    for (int i = 0; i < counted.internals; i++) {
      message.recipients.add(counted.internal[i]);
    }
    message.answered += counted.answered;
    message.unnamed += counted.unnamed;
    message.count(sender.minute(), counted.internals, counted.externalCount());
    if (counted.newMessage) {
      message.second = sender.second();
    }
  }

  /** Marks a refusing limit as told; true if it was not. */
  private boolean tell(Charge charge, LimitKind kind) {
    if (kind == LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS) {
      boolean first = !organizationTold;
      organizationTold = true;
      return first;
    }
    int told = sender.told();
    sender.makeRoom(charge.sender(), charge.afreshMillis());
    sender.told(told | kind.bit());
    return (told & kind.bit()) == 0;
  }

  /** The marks with what is exceeded told, and with what the charge finds kept again untold. */
  private int marksAfter(
      Limits limits, @Nullable Message message, @Nullable LimitKind advisory, int told) {
    int after = told;
    for (LimitKind kind : KINDS) {
      if (adds(kind) > 0) {
        boolean above = advisory != null && exceeds(kind, limits, message);
        after = above ? after | kind.bit() : after & ~kind.bit();
      }
    }
    organizationTold &= attempt.externalCount() == 0;
    return after;
  }

  private long retryAfter(LimitKind kind, Limits limits, long now) {
    return switch (kind) {
      case MESSAGES_PER_MINUTE ->
          1000L * sender.messagesLeave(sender.messages + 1 - limits.messagesPerMinute()) - now;
      case RECIPIENT_RATE -> Math.max(0, Frees.day(sender.oldestInDay()) - now);
      case ORGANIZATION_EXTERNAL_RECIPIENTS ->
          Math.max(0, Buckets.millisOf(organization.leaves()) - now);
      case RECIPIENTS_PER_MESSAGE,
          EXTERNAL_RECIPIENTS_PER_HOUR,
          INTERNAL_RECIPIENTS_PER_HOUR,
          RECIPIENTS_PER_DAY ->
          0;
    };
  }

  private Usage attemptedUsage(@Nullable Message message) {
    return usage(
        attempt.newMessage ? 1 : 0,
        recipientsOf(message) + attempt.recipients(),
        attempt.externalCount(),
        attempt.internals);
  }

  private Usage usage(int newMessages, int ofMessage, int external, int internal) {
    return new Usage(
        sender.messages + newMessages,
        ofMessage,
        sender.externalInHour + external,
        sender.internalInHour + internal,
        sender.externalInDay + external,
        sender.internalInDay + internal,
        organization.sum() + external);
  }
}
