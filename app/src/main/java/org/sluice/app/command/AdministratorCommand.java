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

/** {@code sluice administrator …}. */
@Command(
    name = "administrator",
    description = "People who administer with a browser.",
    synopsisSubcommandLabel = "COMMAND")
final class AdministratorCommand {
  private static final String IDENTITY = "Identity";
  private static final String ADDRESS = "The address by which the person signs in.";
  private static final List<Column> COLUMNS =
      Column.of(
          IDENTITY, "DisplayName", "Role", "Domains", "Enabled", "SecondFactor", "LastSignIn");

  private final Surroundings around;

  AdministratorCommand(Surroundings around) {
    this.around = around;
  }

  @Command(name = "list", description = "All administrators.")
  int list(@Mixin ClientOptions options) {
    Asking asking = new Asking(around, options, Format.TABLE);
    List<ObjectNode> rows = asking.rows("Get-ManagementUser", AdminClient.object());
    if (rows.isEmpty() && asking.isTable()) {
      around
          .out()
          .println(
              "There is no administrator yet. `sluice administrator add you@example.org --role"
                  + " GlobalAdministrator` prints a link that makes one.");
    } else {
      asking.print(COLUMNS, rows);
    }
    return Asking.DONE;
  }

  @Command(name = "add", description = "Adds one, and prints the link that sets the password.")
  int add(
      @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address,
      @Option(names = "--role", required = true, description = "${COMPLETION-CANDIDATES}")
          Role role,
      @Option(names = "--name", description = "The name people read.") Optional<String> name,
      @Option(names = "--domain", description = "Only senders of this domain; may be repeated.")
          @Nullable List<String> domains,
      @Mixin ClientOptions options) {
    ObjectNode parameters = AdminClient.object().put("Name", address).put("Role", role.name());
    name.ifPresent(n -> parameters.put("DisplayName", n));
    put(parameters, domains);
    return link(options, "New-ManagementUser", parameters);
  }

  private static void put(ObjectNode parameters, @Nullable List<String> domains) {
    if (domains != null && !domains.isEmpty()) {
      domains.forEach(parameters.putArray("Domains")::add);
    }
  }

  @Command(name = "set", description = "Changes role, domains, name, or whether one may sign in.")
  int set(
      @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address,
      @Option(names = "--role", description = "${COMPLETION-CANDIDATES}") Optional<Role> role,
      @Option(names = "--name", description = "The name people read.") Optional<String> name,
      @Option(names = "--domain", description = "Only senders of this domain; may be repeated.")
          @Nullable List<String> domains,
      @Option(names = "--all-domains", description = "Lifts the limit to domains.") boolean all,
      @Option(names = "--enabled", arity = "1", description = "true or false.")
          Optional<Boolean> enabled,
      @Option(names = "--second-factor-required", arity = "1", description = "true or false.")
          Optional<Boolean> factor,
      @Mixin ClientOptions options) {
    ObjectNode parameters = AdminClient.object().put(IDENTITY, address);
    role.ifPresent(r -> parameters.put("Role", r.name()));
    name.ifPresent(n -> parameters.put("DisplayName", n));
    put(parameters, domains);
    if (all) {
      parameters.put("AllDomains", true);
    }
    enabled.ifPresent(e -> parameters.put("Enabled", e));
    factor.ifPresent(f -> parameters.put("SecondFactorRequired", f));
    return new Asking(around, options, Format.TABLE)
        .carryOut("Set-ManagementUser", parameters, address + " was changed.");
  }

  @Command(name = "remove", description = "Removes one, and ends the sessions.")
  int remove(
      @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address,
      @Mixin ClientOptions options) {
    return new Asking(around, options, Format.TABLE)
        .carryOut(
            "Remove-ManagementUser",
            AdminClient.object().put(IDENTITY, address),
            address + " is no administrator any more.");
  }

  @Command(name = "reset", description = "Answers a lost password with a new one-time link.")
  int reset(
      @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address,
      @Option(names = "--second-factor", description = "The second factor is lost too.")
          boolean factor,
      @Mixin ClientOptions options) {
    return link(
        options,
        "Reset-ManagementUser",
        AdminClient.object().put(IDENTITY, address).put("SecondFactor", factor));
  }

  @Command(name = "sign-out", description = "Ends all sessions of one.")
  int signOut(
      @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address,
      @Mixin ClientOptions options) {
    return new Asking(around, options, Format.TABLE)
        .carryOut(
            "Remove-ManagementUserSession",
            AdminClient.object().put(IDENTITY, address),
            address + " is signed out everywhere.");
  }

  private int link(ClientOptions options, String cmdlet, ObjectNode parameters) {
    Asking asking = new Asking(around, options, Format.TABLE);
    List<ObjectNode> rows = asking.rows(cmdlet, parameters);
    rows.forEach(row -> row.put("Link", options.client(around).url() + row.path("Link").asText()));
    if (asking.isTable()) {
      rows.forEach(row -> around.out().println(row.path("Link").asText()));
    } else {
      asking.print(List.of(), rows);
    }
    return Asking.DONE;
  }
}
