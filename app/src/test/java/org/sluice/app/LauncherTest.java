package org.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code ./sluice} in a checkout whose JDK and Maven say what they are asked. */
class LauncherTest {
  private static final long MOST_SECONDS = 60;

  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void checkout() throws IOException {
    home = Files.createDirectories(folder.resolve("checkout"));
    Files.createDirectories(home.resolve("app/target/lib"));
    Files.createDirectories(home.resolve("core/src/main"));
    program(home.resolve("sluice"), Files.readString(Path.of("../sluice")));
    Files.writeString(home.resolve("app/target/sluice-app-0.1.0.jar"), "built");
    Files.writeString(home.resolve("app/target/lib/sluice-core-0.1.0.jar"), "built");
    Files.writeString(home.resolve("core/src/main/A.java"), "class A {}");
    age(home.resolve("core/src/main/A.java"));
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A JDK that makes the cache it is asked for, unless it fails, and else says how it was run. */
  private Path jdk(String version, boolean fails) throws IOException {
    Path jdk = folder.resolve("jdk-" + version + fails);
    program(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    program(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        for a in "$@"; do
          case $a in -XX:AOTCacheOutput=*) %s; exit;; esac
        done
        echo "java %s $*"
        """
            .formatted(fails ? "exit 1" : "touch \"${a#*=}\"; echo trained >&2", version));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  private String run(Path jdk, Map<String, String> more, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(home.resolve("sluice").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().putAll(more);
    Process process = builder.start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  @Test
  void it_runs_sluice_with_the_words_it_was_given() throws Exception {
    assertThat(run(jdk("25.0.3", false), Map.of(), "usage", "anna@example.org"))
        .startsWith("java 25.0.3 ")
        .endsWith("org.sluice.app.Main usage anna@example.org")
        .contains("-XX:+ExitOnOutOfMemoryError")
        .doesNotContain("AOT");
  }

  @Test
  void a_jdk_that_is_too_old_is_passed_over() throws Exception {
    assertThat(run(jdk("17.0.1", false), Map.of("SLUICE_AOT", "off"), "version"))
        .doesNotContain("java 17");
  }

  @Test
  void without_a_jdk_it_says_where_it_looked_and_what_to_do() throws Exception {
    Path sluice = home.resolve("sluice");
    Files.writeString(
        sluice, Files.readString(sluice).replace(" /usr/lib/jvm/* /opt/java/* /opt/jdk*", ""));
    Path path = Files.createDirectories(folder.resolve("path"));
    for (String tool : List.of("bash", "dirname", "readlink", "sed")) {
      Files.createSymbolicLink(path.resolve(tool), Path.of("/usr/bin", tool));
    }
    assertThat(
            run(
                folder.resolve("nowhere"),
                Map.of("PATH", path.toString(), "HOME", folder.toString()),
                "serve"))
        .contains("no JDK 25 or later found in JAVA_HOME, PATH, /usr/lib/jvm")
        .contains("install one")
        .doesNotContain("java ");
  }

  @Test
  void the_start_cache_is_made_once_for_each_jdk_and_used_from_then_on() throws Exception {
    Path first = jdk("25.0.3", false);
    assertThat(run(first, Map.of(), "serve")).contains("-XX:AOTCache=");
    assertThat(caches()).hasSize(1);
    Path cache = caches().getFirst();
    FileTime made = Files.getLastModifiedTime(cache);
    assertThat(run(first, Map.of(), "serve")).contains("-XX:AOTCache=" + cache);
    assertThat(Files.getLastModifiedTime(cache)).isEqualTo(made);
    assertThat(run(jdk("25.0.4", false), Map.of(), "serve")).doesNotContain(cache.toString());
  }

  @Test
  void a_start_without_the_cache_is_a_start() throws Exception {
    assertThat(run(jdk("25.0.3", true), Map.of(), "serve"))
        .contains("the start cache could not be made")
        .endsWith("org.sluice.app.Main serve");
    assertThat(run(jdk("25.0.3", false), Map.of("TMPDIR", "/nowhere"), "serve"))
        .contains("the start cache could not be made")
        .endsWith("org.sluice.app.Main serve");
    assertThat(caches()).isEmpty();
  }

  @Test
  void newer_sources_or_a_newer_pom_are_built_first() throws Exception {
    program(
        folder.resolve("bin/mvn"), "#!/bin/sh\necho built; echo \"$*\" >>" + folder + "/asked\n");
    Map<String, String> path = Map.of("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    Path jdk = jdk("25.0.3", false);
    run(jdk, path, "version");
    assertThat(folder.resolve("asked")).doesNotExist();
    Instant later = Instant.now().plusSeconds(5);
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.setLastModifiedTime(home.resolve("pom.xml"), FileTime.from(later));
    assertThat(run(jdk, path, "version")).contains("building, which takes a minute or two");
    assertThat(folder.resolve("asked")).content().contains("package");
  }

  private List<Path> caches() throws IOException {
    try (var files = Files.list(home.resolve("app/target"))) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
  }
}
