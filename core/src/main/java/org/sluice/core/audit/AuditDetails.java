package org.sluice.core.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parameters and changes, read back from the form that {@link AuditChain#details} writes. */
public record AuditDetails(Map<String, String> parameters, List<AuditRecord.Modified> modified) {

  /**
   * Reads the form.
   *
   * @throws IllegalArgumentException if the text is not of that form
   */
  public static AuditDetails parse(String form) {
    Reader in = new Reader(form);
    try {
      Map<String, String> parameters = new TreeMap<>();
      for (int left = Integer.parseInt(in.next()); left > 0; left--) {
        parameters.put(in.next(), in.next());
      }
      List<AuditRecord.Modified> modified = new ArrayList<>();
      for (int left = Integer.parseInt(in.next()); left > 0; left--) {
        modified.add(new AuditRecord.Modified(in.next(), in.next(), in.next()));
      }
      return new AuditDetails(parameters, modified);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("Not the form of an audit record's details", e);
    }
  }

  private static final class Reader {
    private final String form;
    private int at;

    Reader(String form) {
      this.form = form;
    }

    String next() {
      int colon = form.indexOf(':', at);
      int from = colon + 1;
      int to = from + Integer.parseInt(form.substring(at, colon));
      at = to + 1;
      return form.substring(from, to);
    }
  }
}
