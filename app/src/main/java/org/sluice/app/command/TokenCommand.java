package org.sluice.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sluice.core.access.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice token …}. */
@Command(
    name = "token",
    description = "API tokens by which programs call.",
    synopsisSubcommandLabel = "COMMAND")
final class TokenCommand {
  private final Surroundings around;

  TokenCommand(Surroundings around) {
    this.around = around;
  }

  @Command(name = "list", description = "All tokens that were made here.")
  int list(@Mixin ClientOptions options) {
    Asking asking = new Asking(around, options, Format.TABLE);
    List<ObjectNode> rows = asking.rows("Get-ApiToken", AdminClient.object());
    if (rows.isEmpty() && asking.isTable()) {
      around.out().println("There is no token.");
    } else {
      asking.print(Column.of("Identity", "Role", "Domains", "Expires", "LastUse"), rows);
    }
    return Asking.DONE;
  }

  @Command(name = "add", description = "Makes one, and prints it this once.")
  int add(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--role", required = true, description = "${COMPLETION-CANDIDATES}")
          Role role,
      @Option(names = "--domain", description = "Only senders of this domain; may be repeated.")
          @Nullable List<String> domains,
      @Option(names = "--expires", description = "When it ends (ISO 8601); else never.")
          Optional<String> expires,
      @Mixin ClientOptions options) {
    ObjectNode parameters = AdminClient.object().put("Name", name).put("Role", role.name());
    if (domains != null && !domains.isEmpty()) {
      domains.forEach(parameters.putArray("Domains")::add);
    }
    expires.ifPresent(at -> parameters.put("Expires", at));
    Asking asking = new Asking(around, options, Format.TABLE);
    List<ObjectNode> rows = asking.rows("New-ApiToken", parameters);
    if (asking.isTable()) {
      rows.forEach(row -> around.out().println(row.path("Token").asText()));
    } else {
      asking.print(List.of(), rows);
    }
    return Asking.DONE;
  }

  @Command(name = "revoke", description = "Revokes one at once.")
  int revoke(@Parameters(paramLabel = "NAME") String name, @Mixin ClientOptions options) {
    return new Asking(around, options, Format.TABLE)
        .carryOut(
            "Remove-ApiToken",
            AdminClient.object().put("Identity", name),
            "The token " + name + " is revoked.");
  }
}
