package org.sluice.portal.cmdlet;

import java.util.List;

/**
 * One parameter of a cmdlet.
 *
 * @param words the names that a choice accepts; empty for other kinds
 * @param most the greatest number; 0 for other kinds
 */
public record Parameter(
    String name, Kind kind, boolean required, List<String> words, int most, String help) {

  /** What a value is. */
  public enum Kind {
    TEXT,
    /** A list of texts; one text is a list of one. */
    TEXTS,
    NUMBER,
    BOOLEAN,
    /** Present or absent. */
    SWITCH,
    CHOICE,
    /** ISO 8601, in UTC if it says nothing else. */
    INSTANT
  }

  public Parameter {
    words = List.copyOf(words);
  }

  static Parameter text(String name, String help) {
    return new Parameter(name, Kind.TEXT, false, List.of(), 0, help);
  }

  static Parameter needed(String name, String help) {
    return new Parameter(name, Kind.TEXT, true, List.of(), 0, help);
  }

  static Parameter needed(String name, Kind kind, String help) {
    return new Parameter(name, kind, true, List.of(), 0, help);
  }

  static Parameter texts(String name, String help) {
    return new Parameter(name, Kind.TEXTS, false, List.of(), 0, help);
  }

  static Parameter number(String name, int most, String help) {
    return new Parameter(name, Kind.NUMBER, false, List.of(), most, help);
  }

  static Parameter truth(String name, String help) {
    return new Parameter(name, Kind.BOOLEAN, false, List.of(), 0, help);
  }

  static Parameter instant(String name, String help) {
    return new Parameter(name, Kind.INSTANT, false, List.of(), 0, help);
  }

  static Parameter present(String name, String help) {
    return new Parameter(name, Kind.SWITCH, false, List.of(), 0, help);
  }

  static Parameter choice(String name, Enum<?>[] values, String help) {
    List<String> words = List.of(values).stream().map(Enum::name).toList();
    return new Parameter(name, Kind.CHOICE, false, words, 0, help);
  }

  static Parameter choice(String name, List<String> words, String help) {
    return new Parameter(name, Kind.CHOICE, false, words, 0, help);
  }
}
