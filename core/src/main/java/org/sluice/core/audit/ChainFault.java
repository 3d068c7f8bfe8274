package org.sluice.core.audit;

/** One thing that is wrong with the log, with its place. */
public sealed interface ChainFault {
  /** In words, for an administrator. */
  String words();

  /** The record's content is not what was written at this place. */
  record Changed(long number) implements ChainFault {
    @Override
    public String words() {
      return "Record "
          + number
          + " was changed: its content does not have the hash that was written.";
    }
  }

  /** The record is whole, but the one before it is not the one it was written after. */
  record Misplaced(long number) implements ChainFault {
    @Override
    public String words() {
      return "Record "
          + number
          + " does not follow record "
          + (number - 1)
          + ": one of both was put in, moved or written anew.";
    }
  }

  /** Records are gone. */
  record Missing(long from, long to) implements ChainFault {
    @Override
    public String words() {
      return from == to
          ? "Record " + from + " was removed."
          : "Records " + from + " to " + to + " were removed.";
    }
  }

  /** The record cannot be read at all. */
  record Unreadable(long number) implements ChainFault {
    @Override
    public String words() {
      return "Record " + number + " was changed: it is not readable as an audit record.";
    }
  }

  /** A record stands behind the last one that was written. */
  record Added(long number) implements ChainFault {
    @Override
    public String words() {
      return "Record " + number + " was put in behind the last one that Sluice wrote.";
    }
  }

  /** The log begins elsewhere than its last record of retention says. */
  record WrongBeginning(long number) implements ChainFault {
    @Override
    public String words() {
      return "The log begins with record "
          + number
          + ", which is not where retention last cut it: records at its beginning were removed.";
    }
  }

  /** A noted hash is not that of the record. */
  record OtherThanNoted(long number) implements ChainFault {
    @Override
    public String words() {
      return "Record " + number + " does not have the hash that was noted: the log was rewritten.";
    }
  }

  /** A noted hash is of a record that is gone, and so proves nothing. */
  record NotedIsCut(long number, long first) implements ChainFault {
    @Override
    public String words() {
      return "Record "
          + number
          + ", whose hash was noted, is not kept any more (the log begins with record "
          + first
          + "): the noted hash proves nothing. Hold a younger one against the log.";
    }
  }
}
