package org.sluice.app.configuration;

import java.util.List;

/**
 * One setting.
 *
 * @param table the TOML table it stands in
 * @param name its key
 * @param type what its value may be
 * @param fallback the value without it, as TOML writes it
 * @param help what it is for, in one or two sentences
 */
public record Option(String table, String name, Type type, String fallback, String help) {

  /** What a value may be. */
  public sealed interface Type {
    /** A text that the check accepts. */
    record Text(Check check) implements Type {}

    /** A list of texts, each of which the check accepts. */
    record Texts(Check check) implements Type {}

    /** A whole number within bounds, both included. */
    record WholeNumber(long least, long most) implements Type {}

    /** {@code true} or {@code false}. */
    record Flag() implements Type {}

    /** One of these words. */
    record Choice(List<String> words) implements Type {}

    /** Names of the administrator's choice, each with a list of texts. */
    record NamedTexts(Check check) implements Type {}
  }

  /** The dotted path. */
  public String path() {
    return table + "." + name;
  }

  /** The type and its bounds in words. */
  public String values() {
    return switch (type) {
      case Type.Text(Check check) -> check.words();
      case Type.Texts(Check check) -> "list: " + check.words();
      case Type.WholeNumber(long least, long most) -> least + " to " + most;
      case Type.Flag flag -> "true \\| false";
      case Type.Choice(List<String> words) -> String.join(" \\| ", words);
      case Type.NamedTexts(Check check) -> "name = list: " + check.words();
    };
  }
}
