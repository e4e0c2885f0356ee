/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.startlevel.BundleStartLevel;

class SystemBundlesTest {
    @TempDir
    Path temp;

    private Path system;
    private Set<String> stopped = Set.of();

    @BeforeEach
    void makeDistribution() throws IOException {
        system = temp.resolve("system");
        TestFramework.jar(system.resolve("05/api-1.jar"), "api", "1.0.0");
        TestFramework.jar(system.resolve("10/core-1.jar"), "core;singleton:=true", "1.0.0");
        TestFramework.jar(system.resolve("10/part-1.jar"), "part", "1.0.0", "Fragment-Host", "core");
    }

    @Test
    void installsAndStartsEachBundleAtTheLevelOfItsFolder() throws Exception {
        try (TestFramework felix = started()) {
            assertThat(level(felix, "core").getStartLevel()).isEqualTo(10);
            assertThat(level(felix, "core").isPersistentlyStarted()).isTrue();
            assertThat(level(felix, "part").isPersistentlyStarted()).isFalse();
        }
    }

    @Test
    void updatesInPlaceWhenAJarComesUnderAnotherName() throws Exception {
        long before;
        try (TestFramework felix = started()) {
            before = felix.bundle("system:core").getBundleId();
        }
        Files.delete(system.resolve("10/core-1.jar"));
        TestFramework.jar(system.resolve("20/core-2.jar"), "core", "2.0.0");

        try (TestFramework felix = started()) {
            assertThat(felix.bundle("system:core").getBundleId()).isEqualTo(before);
            assertThat(felix.bundle("system:core").getVersion()).hasToString("2.0.0");
            assertThat(level(felix, "core").getStartLevel()).isEqualTo(20);
        }
    }

    @Test
    void uninstallsWhatTheDistributionNoLongerHasAndKeepsTheOperatorsBundles() throws Exception {
        Path own = temp.resolve("own.jar");
        TestFramework.jar(own, "com.example.driver", "1.0.0");
        try (TestFramework felix = started()) {
            felix.framework.getBundleContext().installBundle("file:" + own);
        }
        Files.delete(system.resolve("05/api-1.jar"));

        try (TestFramework felix = started()) {
            assertThat(felix.bundle("system:api")).isNull();
            assertThat(felix.bundle("file:" + own)).isNotNull();
        }
    }

    @Test
    void leavesABundleStoppedThatTheOperatorStopped() throws Exception {
        try (TestFramework felix = started()) {
            felix.bundle("system:core").stop();
        }
        try (TestFramework felix = started()) {
            assertThat(level(felix, "core").isPersistentlyStarted()).isFalse();
        }
    }

    @Test
    void startsNothingThatIsListedAsStopped() throws Exception {
        stopped = SystemBundles.stopped(temp);
        assertThat(stopped).isEmpty();
        Files.createDirectories(temp.resolve("conf"));
        Files.writeString(temp.resolve("conf/bundles.stopped"), "# a comment\ncore\n");
        stopped = SystemBundles.stopped(temp);
        try (TestFramework felix = started()) {
            assertThat(level(felix, "core").isPersistentlyStarted()).isFalse();
            assertThat(level(felix, "api").isPersistentlyStarted()).isTrue();
        }
    }

    @Test
    void startsTheShellForOnlyThoseWhoAskForIt() throws Exception {
        TestFramework.jar(system.resolve("10/shell.jar"), "org.apache.felix.gogo.shell", "1.0.0");
        for (boolean wanted : new boolean[] {false, true, false}) {
            try (TestFramework felix = new TestFramework(temp.resolve("cache"))) {
                SystemBundles bundles = new SystemBundles(felix.framework, temp.resolve("index"), stopped);
                bundles.synchronise(SystemJar.list(system));
                bundles.shell(wanted);
                assertThat(level(felix, "org.apache.felix.gogo.shell").isPersistentlyStarted())
                        .isEqualTo(wanted);
            }
        }
    }

    @Test
    void refusesTwoJarsOfOneName() throws Exception {
        TestFramework.jar(system.resolve("10/core-2.jar"), "core", "2.0.0");

        assertThatThrownBy(this::started).hasMessage("core is twice in the distribution");
    }

    private TestFramework started() throws Exception {
        TestFramework felix = new TestFramework(temp.resolve("cache"));
        new SystemBundles(felix.framework, temp.resolve("index"), stopped).synchronise(SystemJar.list(system));
        return felix;
    }

    private static BundleStartLevel level(TestFramework felix, String symbolicName) {
        return felix.bundle("system:" + symbolicName).adapt(BundleStartLevel.class);
    }
}
