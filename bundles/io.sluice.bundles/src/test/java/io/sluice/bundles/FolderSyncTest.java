/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.api.bundle.BundleInfo.Origin;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Files that come to and go from the folder of a running server, and of one that was down. */
class FolderSyncTest {
    @TempDir
    Path home;

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.sluice.bundles");
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private Framework framework;

    @BeforeEach
    void start() throws Exception {
        said.start();
        logger.addAppender(said);
        TestJar.of("shipped", "2.0.0").write(home.resolve("dist/system/10/shipped.jar"));
        framework = new Framework(home);
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
        logger.detachAppender(said);
    }

    private void becomes(String symbolicName, String state) {
        Eventually.is(() -> framework.of(symbolicName), state);
    }

    private List<String> refusals() {
        return List.copyOf(said.list).stream()
                .filter(event -> event.getKeyValuePairs() != null
                        && event.getKeyValuePairs().get(0).value.equals("bundle.refused"))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private Path drop(String file, TestJar jar) throws Exception {
        return jar.write(framework.deploy().resolve(file));
    }

    @Test
    void aFileIsInstalledReplacedAndRemovedUnderItsOwnName() throws Exception {
        Path file = drop("my driver.jar", TestJar.of("own", "1.0.0"));
        becomes("own", "1.0.0 ACTIVE");
        assertThat(framework.store().bundles())
                .filteredOn(bundle -> bundle.symbolicName().equals("own"))
                .extracting(bundle -> bundle.origin())
                .containsExactly(Origin.DEPLOYED);

        drop("my driver.jar", TestJar.of("own", "1.1.0"));
        becomes("own", "1.1.0 ACTIVE");
        framework.store().update("own", TestJar.of("own", "1.2.0").stream());
        assertThat(JarCheck.read(file).version()).hasToString("1.2.0");
        Eventually.stays(() -> framework.of("own"), "1.2.0 ACTIVE");

        Files.delete(file);
        becomes("own", "none");
    }

    @Test
    void whatHappenedWhileTheServerWasDownIsCaughtUpWith() throws Exception {
        Path going = drop("going.jar", TestJar.of("going", "1.0.0"));
        drop("changing.jar", TestJar.of("changing", "1.0.0"));
        Path moving = drop("moving.jar", TestJar.of("moving", "1.0.0"));
        becomes("going", "1.0.0 ACTIVE");
        becomes("changing", "1.0.0 ACTIVE");
        becomes("moving", "1.0.0 ACTIVE");
        long moved = framework.bundle("moving").getLastModified();
        framework.close();

        Files.delete(going);
        drop("changing.jar", TestJar.of("changing", "2.0.0"));
        drop("coming.jar", TestJar.of("coming", "1.0.0"));
        Files.move(moving, moving.resolveSibling("moved.jar"));
        framework = new Framework(home);

        becomes("going", "none");
        becomes("changing", "2.0.0 ACTIVE");
        becomes("coming", "1.0.0 ACTIVE");
        Eventually.stays(() -> framework.of("moving"), "1.0.0 ACTIVE");
        assertThat(framework.bundle("moving").getLastModified()).isEqualTo(moved);
    }

    @Test
    void aHalfWrittenFileWaitsAndTheOldBundleRunsOn() throws Exception {
        Path file = drop("own.jar", TestJar.of("own", "1.0.0"));
        becomes("own", "1.0.0 ACTIVE");
        byte[] next = TestJar.of("own", "2.0.0").entry("data", new byte[5_000]).bytes();
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(next, 0, next.length / 2);
            out.flush();
            Eventually.stays(() -> framework.of("own"), "1.0.0 ACTIVE");
            out.write(next, next.length / 2, next.length - next.length / 2);
        }
        becomes("own", "2.0.0 ACTIVE");
    }

    @Test
    void whatIsNoBundleIsNamedOnceForEachContent() throws Exception {
        Path file = Files.writeString(framework.deploy().resolve("text.jar"), "no jar");
        Files.writeString(framework.deploy().resolve("note.txt"), "no jar either");
        drop("plain.jar", TestJar.empty());
        Eventually.isTrue(() -> refusals().size() == 2);
        Eventually.stays(() -> String.valueOf(refusals().size()), "2");
        assertThat(refusals())
                .anyMatch(line -> line.startsWith("text.jar is not installed: it is no jar or is damaged"))
                .anyMatch(line -> line.startsWith("plain.jar is not installed: it is no bundle"));

        Files.writeString(file, "still no jar");
        Eventually.isTrue(() -> refusals().size() == 3);
    }

    @Test
    void aBundleAndWhatItNeedsMayComeInAnyOrder() throws Exception {
        drop("a.jar", TestJar.of("a", "1.0.0").header("Import-Package", "com.example.b"));
        Eventually.isTrue(() -> !refusals().isEmpty());
        assertThat(refusals()).containsExactly("a.jar is not installed: it needs package com.example.b");

        framework.store().install(TestJar.of("b", "1.0.0").header("Export-Package", "com.example.b").stream());
        becomes("a", "1.0.0 ACTIVE");
    }

    @Test
    void aReplacementThatIsRefusedLeavesTheOldBundleRunning() throws Exception {
        drop("own.jar", TestJar.of("own", "1.0.0"));
        becomes("own", "1.0.0 ACTIVE");
        drop("own.jar", TestJar.of("own", "2.0.0").activator(ThrowingActivator.class));
        Eventually.isTrue(() -> !refusals().isEmpty());
        assertThat(refusals())
                .containsExactly("own.jar is not installed: its start failed: IllegalStateException no licence;"
                        + " the old version was put back");
        Eventually.stays(() -> framework.of("own"), "1.0.0 ACTIVE");
    }

    @Test
    void aShippedBundleIsReplacedByAFileAndOlderThanShippedIsIgnored() throws Exception {
        Path file = drop("mine.jar", TestJar.of("shipped", "2.0.1"));
        becomes("shipped", "2.0.1 ACTIVE");
        Files.delete(file);
        becomes("shipped", "2.0.0 ACTIVE");

        drop("mine.jar", TestJar.of("shipped", "1.0.0"));
        Eventually.isTrue(() -> !refusals().isEmpty());
        assertThat(refusals())
                .containsExactly("mine.jar is not installed: shipped 1.0.0 is older than the one shipped with this"
                        + " server, 2.0.0");
        assertThat(framework.of("shipped")).isEqualTo("2.0.0 ACTIVE");
    }

    @Test
    void aFileThatNowHoldsAnotherBundleReplacesTheOne() throws Exception {
        drop("x.jar", TestJar.of("one", "1.0.0"));
        becomes("one", "1.0.0 ACTIVE");
        drop("x.jar", TestJar.of("two", "1.0.0"));
        becomes("two", "1.0.0 ACTIVE");
        becomes("one", "none");
        Eventually.stays(() -> framework.of("two"), "1.0.0 ACTIVE");
    }
}
