package org.sluice.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between modules, the doors between core's rooms, and core's purity. */
class HouseTest {

  /** A room and the rooms it may import; {@code docs/concepts/house.md} shows the same. */
  record Room(String name, List<String> doors) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<String> CORE =
      List.of(
          "mail",
          "limit",
          "restriction",
          "policy",
          "decision",
          "audit",
          "outbox",
          "alert",
          "access",
          "report",
          "administration");

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.sluice");
  }

  static List<Room> modules() {
    return List.of(
        new Room("core", List.of()),
        new Room("protocol", List.of("core")),
        new Room("store", List.of("core")),
        new Room("server", List.of("core", "protocol")),
        new Room("portal", List.of("core")),
        new Room("notify", List.of("core")),
        new Room("app", List.of("core", "server", "portal", "notify", "store")));
  }

  /** Beside each other below {@code store}; what the stores of facts share lies below both. */
  static List<Room> stores() {
    return List.of(
        new Room("facts", List.of()),
        new Room("embedded", List.of("facts")),
        new Room("postgresql", List.of("facts")),
        new Room("redis", List.of()));
  }

  static List<Room> rooms() {
    return List.of(
        new Room("mail", List.of()),
        new Room("limit", List.of()),
        new Room("restriction", List.of("mail")),
        new Room("policy", List.of("mail", "limit")),
        new Room("decision", List.of("mail", "limit", "restriction", "policy")),
        new Room("audit", List.of("mail", "decision")),
        new Room("outbox", List.of("audit")),
        new Room("alert", List.of("mail", "limit", "restriction", "decision", "audit", "outbox")),
        new Room("access", List.of("mail", "audit")),
        new Room("report", List.of("mail", "decision", "outbox")),
        new Room(
            "administration",
            List.of(
                "mail",
                "limit",
                "restriction",
                "policy",
                "decision",
                "audit",
                "outbox",
                "alert",
                "access")));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void a_module_imports_only_what_lies_below_it(Room module) {
    List<String> known = modules().stream().map(Room::name).toList();
    noneOf(module, known, "org.sluice.");
  }

  @ParameterizedTest
  @MethodSource("stores")
  void stores_never_meet(Room store) {
    noneOf(store, stores().stream().map(Room::name).toList(), "org.sluice.store.");
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void a_room_of_core_imports_only_through_its_doors(Room room) {
    assertThat(rooms().stream().map(Room::name)).containsExactlyElementsOf(CORE);
    noneOf(room, CORE, "org.sluice.core.");
  }

  private static void noneOf(Room room, List<String> all, String prefix) {
    List<String> closed = new ArrayList<>(all);
    closed.removeAll(room.doors());
    closed.remove(room.name());
    if (!closed.isEmpty()) {
      noClasses()
          .that()
          .resideInAPackage(prefix + room.name() + "..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  closed.stream().map(c -> prefix + c + "..").toArray(String[]::new)))
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @Test
  void core_needs_only_the_language() {
    noClasses()
        .that()
        .resideInAPackage("org.sluice.core..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.not(
                resideInAnyPackage(
                    "org.sluice.core..",
                    "org.jspecify..",
                    "java.lang..",
                    "java.util..",
                    "java.time..")))
        .check(classes);
  }

  @Test
  void core_does_no_io_starts_no_thread_reads_no_clock_and_takes_no_chance() {
    Map<String, Set<String>> impure =
        Map.of(
            "java.time.Instant", Set.of("now"),
            "java.time.LocalDate", Set.of("now"),
            "java.time.LocalDateTime", Set.of("now"),
            "java.time.ZonedDateTime", Set.of("now"),
            "java.lang.System", Set.of("currentTimeMillis", "nanoTime", "getenv", "getProperty"),
            "java.lang.Math", Set.of("random"),
            "java.util.UUID", Set.of("randomUUID"));
    noClasses()
        .that()
        .resideInAPackage("org.sluice.core..")
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "is impure",
                (JavaAccess<?> access) ->
                    impure
                        .getOrDefault(access.getTargetOwner().getName(), Set.of())
                        .contains(access.getTarget().getName())))
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("org.sluice.core..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "threads, executors, chance",
                (JavaClass c) ->
                    c.getName().equals("java.lang.Thread")
                        || c.getName().startsWith("java.util.concurrent.Executor")
                        || c.getName().equals("java.util.Random")
                        || c.getName().equals("java.util.concurrent.ThreadLocalRandom")
                        || c.getName().equals("java.util.Timer")))
        .check(classes);
  }

  @Test
  void the_planted_fault_is_found() {
    JavaClasses own = new ClassFileImporter().importClasses(HouseTest.class);
    assertThat(own.stream().anyMatch(resideInAPackage("org.sluice.app"))).isTrue();
    assertThat(classes.stream().filter(resideInAPackage("org.sluice.core..")))
        .hasSizeGreaterThan(40);
  }

  @Test
  void names_say_something_and_files_stay_short() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      List<Path> sources =
          files
              .filter(f -> f.toString().endsWith(".java") && !f.toString().contains("/target/"))
              .toList();
      assertThat(sources).hasSizeGreaterThan(60);
      for (Path source : sources) {
        String name = source.getFileName().toString();
        assertThat(name).doesNotMatch(".*(Manager|Helper|Utils?|Impl|Data)\\.java");
        assertThat(Files.readAllLines(source).size()).as(source.toString()).isLessThan(401);
      }
    }
  }

  @Test
  void every_package_says_its_duty() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      List<Path> silent =
          files
              .filter(f -> f.toString().endsWith(".java") && f.toString().contains("src/main/java"))
              .map(Path::getParent)
              .distinct()
              .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
              .toList();
      assertThat(silent).isEmpty();
    }
  }
}
