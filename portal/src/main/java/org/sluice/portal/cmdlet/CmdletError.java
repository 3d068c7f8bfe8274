package org.sluice.portal.cmdlet;

import org.sluice.core.administration.Refusal;

/** A cmdlet that was not carried out, in Exchange's forms of text. Nothing changed. */
final class CmdletError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String BINDING = "System.Management.Automation.ParameterBindingException";
  private static final String TRANSFORMATION =
      "System.Management.Automation.ParameterBindingArgumentTransformationException";
  private static final String TASKS = "Microsoft.Exchange.Configuration.Tasks.";

  private final String type;

  private CmdletError(String type, String message) {
    super(message);
    this.type = type;
  }

  /** The exception that Exchange's clients see. */
  String type() {
    return type;
  }

  static CmdletError unknownCmdlet(String name) {
    return new CmdletError(
        "System.Management.Automation.CommandNotFoundException",
        "The term '"
            + name
            + "' is not recognized as the name of a cmdlet. Check the spelling of the name.");
  }

  static CmdletError unknownParameter(String cmdlet, String parameter) {
    return new CmdletError(
        BINDING,
        "Parameter set cannot be resolved using the specified named parameters. A parameter cannot"
            + " be found that matches parameter name '"
            + parameter
            + "' of "
            + cmdlet
            + ".");
  }

  static CmdletError missingParameter(String cmdlet, String parameter) {
    return new CmdletError(
        BINDING,
        "Parameter set cannot be resolved using the specified named parameters. "
            + cmdlet
            + " needs the parameter '"
            + parameter
            + "'.");
  }

  static CmdletError badValue(Parameter parameter, String value, String wanted) {
    return new CmdletError(
        TRANSFORMATION,
        "Cannot process argument transformation on parameter '"
            + parameter.name()
            + "'. Cannot convert value \""
            + value
            + "\". "
            + wanted);
  }

  static CmdletError badWord(Parameter parameter, String value) {
    return badValue(
        parameter,
        value,
        "Error: \"Unable to match the identifier name "
            + value
            + " to a valid enumerator name. Specify one of the following enumerator names and try"
            + " again: "
            + String.join(", ", parameter.words())
            + "\"");
  }

  static CmdletError invalid(String message) {
    return new CmdletError(TASKS + "TaskException", message);
  }

  static CmdletError of(Refusal refusal, String cmdlet) {
    return switch (refusal.kind()) {
      case NOT_FOUND ->
          new CmdletError(
              TASKS + "ManagementObjectNotFoundException", String.valueOf(refusal.getMessage()));
      case CONFLICT ->
          new CmdletError(
              TASKS + "ManagementObjectAlreadyExistsException",
              String.valueOf(refusal.getMessage()));
      case INVALID, UNRECORDABLE -> invalid(String.valueOf(refusal.getMessage()));
      case FORBIDDEN ->
          new CmdletError(
              "System.UnauthorizedAccessException",
              "The cmdlet '"
                  + cmdlet
                  + "' is not present in the role definition of the current user. "
                  + String.valueOf(refusal.getMessage()));
    };
  }
}
