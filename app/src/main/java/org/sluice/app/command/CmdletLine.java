package org.sluice.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.portal.cmdlet.Cmdlet;
import org.sluice.portal.cmdlet.Cmdlets;
import org.sluice.portal.cmdlet.Parameter;
import org.sluice.portal.cmdlet.Parameter.Kind;

/**
 * A command line in PowerShell's manner: {@code -Name value}, {@code -Switch}, {@code
 * -Switch:$false}, lists {@code a,b}, names in any case and cut short while they stay unique; the
 * first parameter's name may be left out.
 */
final class CmdletLine {
  private final Cmdlet cmdlet;
  private final ObjectNode parameters = AdminClient.object();
  private Path data = Path.of("var");
  private Optional<String> server = Optional.empty();
  private Format format = Format.TABLE;
  private boolean help;

  /** A line that cannot be understood. */
  static final class Misused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Misused(String message) {
      super(message);
    }
  }

  private CmdletLine(Cmdlet cmdlet) {
    this.cmdlet = cmdlet;
  }

  static CmdletLine parse(String... arguments) {
    String name = arguments[0];
    CmdletLine line = new CmdletLine(Cmdlets.find(name).orElseThrow(() -> unknown(name)));
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    rest.removeFirst();
    while (!rest.isEmpty()) {
      line.take(rest.removeFirst(), rest);
    }
    return line;
  }

  private static Misused unknown(String name) {
    String noun = lower(name.substring(name.indexOf('-') + 1));
    List<String> near =
        Cmdlets.ALL.stream().map(Cmdlet::name).filter(c -> lower(c).contains(noun)).toList();
    return new Misused(
        "There is no cmdlet "
            + name
            + ". "
            + (near.isEmpty()
                ? "These are: " + String.join(", ", Cmdlets.ALL.stream().map(Cmdlet::name).toList())
                : "Did you mean " + String.join(" or ", near) + "?"));
  }

  private void take(String word, Deque<String> rest) {
    if (word.equals("--help") || word.equals("-h") || word.equals("-?")) {
      help = true;
    } else if (word.startsWith("--")) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      option(name, equals < 0 ? next(name, rest) : word.substring(equals + 1));
    } else if (word.matches("-[A-Za-z]+(:.*)?")) {
      int colon = word.indexOf(':');
      Parameter parameter = find(word.substring(1, colon < 0 ? word.length() : colon));
      put(parameter, colon < 0 ? value(parameter, rest) : word.substring(colon + 1));
    } else if (!cmdlet.parameters().isEmpty() && parameters.isEmpty()) {
      put(cmdlet.parameters().getFirst(), word);
    } else {
      throw new Misused(
          "\""
              + word
              + "\" belongs to no parameter of "
              + cmdlet.name()
              + ". A value with spaces"
              + " is written in quotes.");
    }
  }

  private void option(String name, String value) {
    switch (name) {
      case "--data" -> data = Path.of(value);
      case "--server" -> server = Optional.of(value);
      case "--output" -> format = format(value);
      default ->
          throw new Misused(
              "There is no option " + name + "; these are: --data, --server, --output, --help.");
    }
  }

  private static Format format(String value) {
    return Stream.of(Format.values())
        .filter(f -> lower(f.name()).equals(lower(value)))
        .findFirst()
        .orElseThrow(() -> new Misused("--output is table, list, json or csv, not " + value));
  }

  private Parameter find(String name) {
    List<Parameter> all =
        Stream.concat(cmdlet.parameters().stream(), Cmdlets.COMMON.stream()).toList();
    List<Parameter> exact = all.stream().filter(p -> lower(p.name()).equals(lower(name))).toList();
    List<Parameter> found =
        exact.isEmpty()
            ? all.stream().filter(p -> lower(p.name()).startsWith(lower(name))).toList()
            : exact;
    if (found.size() == 1) {
      return found.getFirst();
    }
    List<String> names = (found.isEmpty() ? all : found).stream().map(p -> "-" + p.name()).toList();
    throw new Misused(
        (found.isEmpty() ? cmdlet.name() + " has no parameter -" : "More than one begins with -")
            + name
            + ": "
            + String.join(", ", names));
  }

  private static String value(Parameter parameter, Deque<String> rest) {
    return parameter.kind() == Kind.SWITCH ? "$true" : next("-" + parameter.name(), rest);
  }

  private static String next(String name, Deque<String> rest) {
    String value = rest.pollFirst();
    if (value == null) {
      throw new Misused(name + " needs a value.");
    }
    return value;
  }

  private void put(Parameter parameter, String value) {
    String name = parameter.name();
    if (parameters.has(name)) {
      throw new Misused("-" + name + " is given twice.");
    }
    switch (parameter.kind()) {
      case SWITCH, BOOLEAN -> parameters.put(name, truth(name, value));
      case TEXTS -> {
        ArrayNode texts = parameters.putArray(name);
        Stream.of(value.split(",", -1))
            .map(String::strip)
            .filter(t -> !t.isEmpty())
            .forEach(texts::add);
      }
      case NUMBER -> {
        if (value.matches("-?[0-9]{1,9}")) {
          parameters.put(name, Integer.parseInt(value));
        } else {
          parameters.put(name, value);
        }
      }
      case TEXT, CHOICE, INSTANT -> parameters.put(name, value);
    }
  }

  private static boolean truth(String name, String value) {
    return switch (lower(value)) {
      case "$true", "true", "1" -> true;
      case "$false", "false", "0" -> false;
      default -> throw new Misused("-" + name + " is $true or $false, not " + value);
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  Cmdlet cmdlet() {
    return cmdlet;
  }

  ObjectNode parameters() {
    return parameters;
  }

  Format format() {
    return format;
  }

  boolean wantsHelp() {
    return help;
  }

  AdminClient client(Surroundings around) {
    return new AdminClient(ServerPlace.of(data, server, around.environment()));
  }
}
