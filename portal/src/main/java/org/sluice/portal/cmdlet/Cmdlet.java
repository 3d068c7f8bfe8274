package org.sluice.portal.cmdlet;

import java.util.List;
import java.util.function.Function;

/**
 * One cmdlet.
 *
 * @param changes whether it changes anything; then {@code -WhatIf} only says what it would do
 */
public record Cmdlet(
    String name,
    String help,
    boolean changes,
    List<Parameter> parameters,
    Function<Call, List<Row>> action) {
  public Cmdlet {
    parameters = List.copyOf(parameters);
  }

  static Cmdlet get(
      String name, String help, List<Parameter> parameters, Function<Call, List<Row>> action) {
    return new Cmdlet(name, help, false, parameters, action);
  }

  static Cmdlet change(
      String name, String help, List<Parameter> parameters, Function<Call, List<Row>> action) {
    return new Cmdlet(name, help, true, parameters, action);
  }
}
