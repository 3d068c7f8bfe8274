package org.sluice.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One command's asking: warnings go to the error stream, objects to the output. */
record Asking(Surroundings around, ClientOptions options, Format usual) {
  static final int DONE = 0;

  /** Calls a cmdlet and prints its objects. */
  int print(String cmdlet, ObjectNode parameters) {
    List<ObjectNode> rows = rows(cmdlet, parameters);
    print(Column.ofCmdlet(cmdlet), rows);
    return DONE;
  }

  void print(List<Column> columns, List<ObjectNode> rows) {
    Output.print(around.out(), options.format(usual), columns, rows);
  }

  /** Calls a cmdlet, and says that it is done; a program gets the objects, if there are any. */
  int carryOut(String cmdlet, ObjectNode parameters, String done) {
    List<ObjectNode> rows = rows(cmdlet, parameters);
    switch (options.format(usual)) {
      case TABLE, LIST -> around.out().println(done);
      case JSON, CSV -> print(List.of(), rows);
    }
    return DONE;
  }

  List<ObjectNode> rows(String cmdlet, ObjectNode parameters) {
    AdminClient.Result result = options.client(around).call(cmdlet, parameters);
    result.warnings().forEach(w -> around.err().println("WARNING: " + w));
    return result.rows();
  }

  boolean isTable() {
    return options.format(usual) == Format.TABLE;
  }
}
