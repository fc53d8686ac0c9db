package dev.pcfstap.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Arrays;

/** The borders between modules and packages, over all classes that are on the proxy's class path. */
@AnalyzeClasses(packages = "dev.pcfstap", importOptions = DoNotIncludeTests.class)
class ModuleRulesTest {

    @ArchTest
    static final ArchRule onlyProxyAndFixturesUseVertx = noClasses()
            .that()
            .resideOutsideOfPackages("dev.pcfstap.proxy..", "dev.pcfstap.fixtures..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule theRingKnowsNothingOfTheOthers = noClasses()
            .that()
            .resideInAPackage("dev.pcfstap.tap..")
            .should()
            .dependOnClassesThat(othersThan("dev.pcfstap.tap"));

    @ArchTest
    static final ArchRule theRingTouchesNeitherSocketsNorFiles = noClasses()
            .that()
            .resideInAPackage("dev.pcfstap.tap..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio..", "java.io..");

    @ArchTest
    static final ArchRule theDecoderKnowsOnlyTheRing = noClasses()
            .that()
            .resideInAPackage("dev.pcfstap.pcfs..")
            .should()
            .dependOnClassesThat(othersThan("dev.pcfstap.tap", "dev.pcfstap.pcfs"));

    @ArchTest
    static final ArchRule theDecoderDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage("dev.pcfstap.pcfs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..", "java.io..");

    @ArchTest
    static final ArchRule theDecoderHasNoThreads = noClasses()
            .that()
            .resideInAPackage("dev.pcfstap.pcfs..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..");

    @ArchTest
    static final ArchRule theDecoderReadsNoClock = noClasses()
            .that()
            .resideInAPackage("dev.pcfstap.pcfs..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.Clock|dev\\.pcfstap\\.tap\\.TapClock");

    @ArchTest
    static final ArchRule filesOnDiskKnowNoProtocol = noClasses()
            .that()
            .resideInAnyPackage("dev.pcfstap.journal..", "dev.pcfstap.pcap..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.pcfstap.pcfs..", "dev.pcfstap.wal..", "dev.pcfstap.extract..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingBelowTheProxyUsesIt = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pcfstap.proxy..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.pcfstap.proxy..");

    @ArchTest
    static final ArchRule fixturesDependOnNoSibling = noClasses()
            .that()
            .resideInAPackage("dev.pcfstap.fixtures..")
            .should()
            .dependOnClassesThat(othersThan("dev.pcfstap.fixtures"));

    @ArchTest
    static final ArchRule theRelayKnowsNoProtocolAndNoFormat = noClasses()
            .that()
            .resideInAnyPackage("dev.pcfstap.proxy.relay..", "dev.pcfstap.proxy.transport..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.pcfstap.pcfs..", "dev.pcfstap.wal..", "dev.pcfstap.fixtures..");

    @ArchTest
    static final ArchRule onlyTheCommandLineUsesPicocli = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pcfstap.proxy.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "org.tomlj..");

    /** What they print is foreign in part, and is escaped in these places. */
    @ArchTest
    static final ArchRule standardStreamsAreUsedInFewPlaces = noClasses()
            .that()
            .resideOutsideOfPackages("dev.pcfstap.fixtures.bench..", "dev.pcfstap.fixtures.program..")
            .and()
            .haveNameNotMatching(".*\\.(StandardStreams|ErrorLine|OutputLine|JournalCat)")
            .should()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "out");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.pcfstap.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesAreNamedAfterWhatTheyDo =
            classes().should().resideOutsideOfPackages("..util..", "..common..", "..impl..");

    private static DescribedPredicate<JavaClass> othersThan(String... packages) {
        return DescribedPredicate.describe(
                "belong to another part of the project",
                type -> inside(type, "dev.pcfstap") && Arrays.stream(packages).noneMatch(own -> inside(type, own)));
    }

    private static boolean inside(JavaClass type, String root) {
        return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
    }
}
