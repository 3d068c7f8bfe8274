package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.portal.cmdlet.Cmdlet;
import org.sluice.portal.cmdlet.Cmdlets;
import org.sluice.portal.cmdlet.Parameter;

/**
 * The PowerShell module as a parser of the language reads it, against the server's closed list. It
 * is not run here: there is no PowerShell among Debian's packages; {@code Sluice.Tests.ps1} is for
 * a machine that has one.
 */
class PowerShellModuleTest {
  private static final Path FOLDER = Path.of("../powershell").toAbsolutePath().normalize();
  private static final String MODULE = "Sluice.psm1";
  private static final String CMDLETS = "Cmdlets.ps1";
  private static final String MANIFEST = "Sluice.psd1";

  /** What names an object, whichever cmdlet it is a parameter of. */
  private static final Set<String> NAMING = Set.of("ConnectorId", "Identity", "SenderAddress");

  private static final Pattern HELP = Pattern.compile("(?s) +\\.SYNOPSIS\n +\\w[^\n]+\n.*");

  @TempDir private static Path data;
  private static JsonNode read;
  private static AnsweredRows rows;

  @BeforeAll
  static void answer() throws IOException, InterruptedException {
    rows = new AnsweredRows(data);
  }

  @AfterAll
  static void stop() {
    rows.close();
  }

  @BeforeAll
  static void readModule() throws IOException, InterruptedException {
    Path check = FOLDER.resolve("check");
    run(check, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent");
    read =
        new ObjectMapper()
            .readTree(
                run(
                    check,
                    "node",
                    "read.js",
                    "../Sluice/" + MODULE,
                    "../Sluice/" + CMDLETS,
                    "../Sluice/" + MANIFEST,
                    "../Sluice.Tests.ps1"));
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return out;
  }

  @ParameterizedTest
  @ValueSource(strings = {MODULE, CMDLETS, MANIFEST, "Sluice.Tests.ps1"})
  void each_file_is_powershell(String file) {
    assertThat(read.path(file).path("mistakes").isArray()).isTrue();
    assertThat(read.path(file).path("mistakes")).isEmpty();
  }

  @Test
  void what_is_exported_is_there_and_is_the_closed_list() {
    Set<String> wanted = new TreeSet<>(Set.of("Connect-Sluice", "Disconnect-Sluice"));
    Cmdlets.ALL.forEach(cmdlet -> wanted.add(cmdlet.name()));
    Set<String> exported = new TreeSet<>();
    read.path(MANIFEST)
        .path("strings")
        .forEach(text -> {
          if (text.asText().matches("[A-Z][a-z]+-[A-Za-z]+")) {
            exported.add(text.asText());
          }
        });
    Set<String> defined = new TreeSet<>();
    Stream.of(MODULE, CMDLETS)
        .flatMap(file -> functions(file).stream())
        .forEach(function -> defined.add(function.path("name").asText()));
    assertThat(exported).isEqualTo(wanted);
    assertThat(defined).containsAll(wanted);
  }

  static List<Cmdlet> cmdlets() {
    return Cmdlets.ALL;
  }

  @ParameterizedTest
  @MethodSource("cmdlets")
  void each_cmdlet_takes_what_the_server_takes(Cmdlet cmdlet) {
    JsonNode function = function(cmdlet);
    List<String> wanted = new ArrayList<>();
    cmdlet.parameters().forEach(p -> wanted.add(shown(p)));
    if (!cmdlet.changes()) {
      wanted.add("ResultSize string optional [] 0");
    }
    List<String> found = new ArrayList<>();
    function
        .path("parameters")
        .forEach(p ->
            found.add(
                p.path("name").asText()
                    + " "
                    + p.path("type").asText()
                    + (p.path("mandatory").asBoolean() ? " mandatory " : " optional ")
                    + words(p)
                    + " "
                    + p.path("most").asInt()
                    + (p.path("byName").asBoolean() ? " by name" : "")));
    assertThat(found).isEqualTo(wanted);
    assertThat(function.path("shouldProcess").asBoolean()).isEqualTo(cmdlet.changes());
    assertThat(function.path("high").asBoolean()).isEqualTo(cmdlet.name().startsWith("Remove-"));
  }

  private static String shown(Parameter p) {
    String type =
        switch (p.kind()) {
          case TEXT, CHOICE -> "string";
          case TEXTS -> "string[]";
          case NUMBER -> "int";
          case BOOLEAN -> "bool";
          case SWITCH -> "switch";
          case INSTANT -> "datetime";
        };
    return p.name()
        + " "
        + type
        + (p.required() ? " mandatory " : " optional ")
        + p.words()
        + " "
        + p.most()
        + (NAMING.contains(p.name()) ? " by name" : "");
  }

  /** The form that about_Comment_Based_Help asks for: at the beginning of the function. */
  @Test
  void each_function_that_is_exported_has_help_for_itself_and_each_parameter() throws IOException {
    String module = Files.readString(FOLDER.resolve("Sluice").resolve(MODULE));
    for (String name : List.of("Connect-Sluice", "Disconnect-Sluice")) {
      assertThat(help(module, name)).as(name).matches(HELP);
    }
    String cmdlets = Files.readString(FOLDER.resolve("Sluice").resolve(CMDLETS));
    for (Cmdlet cmdlet : Cmdlets.ALL) {
      String help = help(cmdlets, cmdlet.name());
      assertThat(help).as(cmdlet.name()).matches(HELP);
      for (Parameter p : cmdlet.parameters()) {
        assertThat(help)
            .as(cmdlet.name())
            .containsPattern("\\.PARAMETER " + p.name() + "\n +\\S+ \\S.*\n");
      }
    }
  }

  private static String help(String file, String function) {
    String begin = "function " + function + " {\n    <#\n";
    assertThat(file).contains(begin);
    int from = file.indexOf(begin) + begin.length();
    return file.substring(from, file.indexOf("#>", from));
  }

  @Test
  void the_guide_says_what_comes_down_the_pipeline() throws IOException {
    Set<String> byName = new TreeSet<>();
    Set<String> alone = new TreeSet<>();
    for (JsonNode function : functions(CMDLETS)) {
      for (JsonNode p : function.path("parameters")) {
        if (p.path("byName").asBoolean()) {
          byName.add("`" + p.path("name").asText() + "`");
        }
        if (p.path("byValue").asBoolean()) {
          alone.add("`" + p.path("name").asText() + "`");
        }
      }
    }
    assertThat(Files.readString(FOLDER.resolve("../docs/guides/powershell.md")))
        .contains(listed(byName, "and") + " come down the pipeline by name")
        .contains("A text alone comes as " + listed(alone, "or") + ". Nothing else does");
  }

  private static String listed(Set<String> names, String word) {
    String all = String.join(", ", names);
    int last = all.lastIndexOf(", ");
    return all.substring(0, last) + " " + word + " " + all.substring(last + 2);
  }

  /** PowerShell would take the object that has the other one for this text. */
  @ParameterizedTest
  @MethodSource("cmdlets")
  void a_text_comes_alone_only_where_it_can_be_one_parameter(Cmdlet cmdlet) {
    long alone =
        function(cmdlet).path("parameters").findValues("byValue").stream()
            .filter(JsonNode::asBoolean)
            .count();
    long naming = cmdlet.parameters().stream().filter(p -> NAMING.contains(p.name())).count();
    assertThat(alone).isLessThanOrEqualTo(naming == 1 ? 1 : 0);
  }

  /** Those that take what the {@code Get-} cmdlet of their noun answers. */
  static List<Cmdlet> takers() {
    return Cmdlets.ALL.stream()
        .filter(c -> !c.name().startsWith("Get-") && Cmdlets.find(getting(c)).isPresent())
        .filter(c -> c.parameters().stream().anyMatch(p -> NAMING.contains(p.name())))
        .toList();
  }

  private static String getting(Cmdlet cmdlet) {
    return "Get" + cmdlet.name().substring(cmdlet.name().indexOf('-'));
  }

  @ParameterizedTest
  @MethodSource("takers")
  void what_is_got_goes_down_the_pipeline(Cmdlet cmdlet) throws Exception {
    JsonNode row = rows.of(getting(cmdlet));
    List<String> taken = new ArrayList<>();
    for (JsonNode p : function(cmdlet).path("parameters")) {
      String name = p.path("name").asText();
      if (p.path("byName").asBoolean()) {
        taken.add(name);
        assertThat(row.hasNonNull(name)).as(name + " of " + row).isTrue();
      }
      if (p.path("byValue").asBoolean()) {
        assertThat(row.has(name + "@data.type")).as(name + " is text").isFalse();
      }
    }
    assertThat(taken).hasSize(1);
  }

  private static JsonNode function(Cmdlet cmdlet) {
    return functions(CMDLETS).stream()
        .filter(f -> f.path("name").asText().equals(cmdlet.name()))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> words(JsonNode parameter) {
    List<String> words = new ArrayList<>();
    parameter.path("words").forEach(word -> words.add(word.asText()));
    return words;
  }

  private static List<JsonNode> functions(String file) {
    List<JsonNode> all = new ArrayList<>();
    read.path(file).path("functions").forEach(all::add);
    return all;
  }
}
