package dev.holdfast.appliance.arch;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How tests are written. */
final class TestHabitsTest {
  private static final String PATIENCE = "dev.holdfast.appliance.testkit.Patience";

  /** It takes the shortest of many, which a busy machine does not lengthen. */
  private static final String SHORTEST_OF_MANY = "dev.holdfast.appliance.gateway.FaultTest";

  private static JavaClasses tests = new ClassFileImporter().importClasses();

  @BeforeAll
  static void readTheTests() {
    tests =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages(Tier.ROOT);
  }

  @Test
  void assertions_areAssertJ() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.junit.jupiter.api.Assertions")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("org.hamcrest..", "org.mockito..", "org.easymock..", "org.junit")
        .because("one way to say what is expected; fakes stand beside their interface")
        .check(tests);
  }

  @Test
  void tests_areNotSwitchedOff() {
    methods()
        .that()
        .areAnnotatedWith(Test.class)
        .should()
        .notBeAnnotatedWith("org.junit.jupiter.api.Disabled")
        .because("a test that does not run is no test")
        .check(tests);
  }

  @Test
  void tests_areNamedActionConditionOutcome() {
    methods()
        .that()
        .areMetaAnnotatedWith("org.junit.platform.commons.annotation.Testable")
        .should()
        .haveNameMatching("[a-z][A-Za-z0-9]*(_[A-Za-z0-9]+){1,4}")
        .because("a failing test's name is the first thing that is read of it")
        .check(tests);
  }

  @Test
  void tests_waitWithPatienceOnly() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(PATIENCE)
        .should()
        .callMethodWhere(
            target(owner(type(Thread.class).or(type(TimeUnit.class)).or(type(LockSupport.class))))
                .and(target(nameMatching("sleep|onSpinWait|yield|parkNanos"))))
        .because(
            "a time that is long enough on one machine is too short on another; Patience waits for"
                + " what is meant, and for long")
        .check(tests);
  }

  @Test
  void patience_isTheOneThatSleeps() {
    // Without this, the rule above would hold for nothing once the class is renamed.
    classes()
        .that()
        .haveFullyQualifiedName(PATIENCE)
        .should()
        .callMethod(Thread.class, "sleep", Duration.class)
        .check(tests);
  }

  @Test
  void tests_measureNoTime() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(PATIENCE)
        .and()
        .doNotHaveFullyQualifiedName(SHORTEST_OF_MANY)
        .and()
        .haveNameNotMatching(".*Bench(\\$.*)?")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("how long something took says how busy the machine is; benchmarks are run apart")
        .check(tests);
  }
}
