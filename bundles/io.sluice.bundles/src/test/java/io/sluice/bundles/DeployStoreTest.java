/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.api.bundle.BundleInfo;
import io.sluice.api.bundle.BundleInfo.Origin;
import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleRefusedException.Cause;
import io.sluice.api.bundle.BundleStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** The store's service over a real framework. */
class DeployStoreTest {
    @TempDir
    Path home;

    private Framework framework;
    private BundleStore store;

    @BeforeEach
    void start() throws Exception {
        TestJar.of("shipped", "2.0.0").write(home.resolve("dist/system/10/shipped.jar"));
        TestJar.of("lib", "1.0.0")
                .header("Export-Package", "com.example.lib;version=1.0")
                .write(home.resolve("dist/system/10/lib.jar"));
        TestJar.of("user", "1.0.0")
                .header("Import-Package", "com.example.lib;version=\"[1.0,2)\"")
                .write(home.resolve("dist/system/10/user.jar"));
        TestJar.of("io.sluice.rest", "1.0.0").write(home.resolve("dist/system/10/io.sluice.rest.jar"));
        framework = new Framework(home);
        store = framework.store();
    }

    @AfterEach
    void stop() throws Exception {
        framework.close();
    }

    private void restart() throws Exception {
        framework.close();
        framework = new Framework(home);
        store = framework.store();
    }

    private static void refused(ThrowingCallable call, Cause cause, String text) {
        var refused = catchThrowableOfType(BundleRefusedException.class, call);
        assertThat(refused).hasMessageContaining(text);
        assertThat(refused.cause()).isEqualTo(cause);
    }

    private List<String> files() throws Exception {
        try (var files = Files.list(framework.deploy())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private BundleInfo info(String symbolicName) {
        return store.bundles().stream()
                .filter(bundle -> bundle.symbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow();
    }

    /** Nothing of a refused jar is in the framework or on the disk. */
    private void nothingCame(String symbolicName) throws Exception {
        assertThat(framework.bundle(symbolicName)).isNull();
        assertThat(framework.felix.getBundleContext().getBundles())
                .extracting(Bundle::getLocation)
                .noneMatch(location -> location.startsWith("sluice-scratch:"));
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsInstalledRunsAndIsKeptInTheFolder() throws Exception {
        BundleInfo info = store.install(TestJar.of("own", "1.0.0").stream());

        assertThat(info.state()).isEqualTo("ACTIVE");
        assertThat(info.origin()).isEqualTo(Origin.DEPLOYED);
        assertThat(info.problem()).isEmpty();
        assertThat(files()).containsExactly("own.jar");
        assertThat(info("shipped").origin()).isEqualTo(Origin.SHIPPED);
        assertThat(info("self").origin()).isEqualTo(Origin.OTHER);
    }

    @Test
    void whatWasInstalledSurvivesRestartsAndTheLossOfTheCache() throws Exception {
        store.install(TestJar.of("own", "1.0.0").stream());
        restart();
        assertThat(framework.of("own")).isEqualTo("1.0.0 ACTIVE");
        long id = framework.bundle("own").getBundleId();
        store.bundles();
        restart();
        assertThat(framework.bundle("own").getBundleId()).isEqualTo(id);

        framework.close();
        Trees.delete(home.resolve("cache"));
        framework = new Framework(home);
        store = framework.store();
        Eventually.is(() -> framework.of("own"), "1.0.0 ACTIVE");
    }

    @Test
    void aNameThatIsThereIsUpdatedNotInstalled() throws Exception {
        store.install(TestJar.of("own", "1.0.0").stream());

        refused(() -> store.install(TestJar.of("own", "2.0.0").stream()), Cause.DUPLICATE, "update it instead");
        refused(() -> store.install(TestJar.of("shipped", "3.0.0").stream()), Cause.DUPLICATE, "update it instead");
        refused(() -> store.update("other", TestJar.of("own", "2.0.0").stream()), Cause.NOT_FOUND, "no bundle other");
        refused(() -> store.update("shipped", TestJar.of("own", "2.0.0").stream()), Cause.OTHER_BUNDLE, "own 2.0.0");
        assertThat(framework.of("own")).isEqualTo("1.0.0 ACTIVE");

        BundleInfo updated = store.update("own", TestJar.of("own", "2.0.0").stream());
        assertThat(updated.version()).isEqualTo("2.0.0");
        assertThat(updated.state()).isEqualTo("ACTIVE");
        assertThat(files()).containsExactly("own.jar");
        restart();
        Eventually.stays(() -> framework.of("own"), "2.0.0 ACTIVE");
    }

    @Test
    void whatIsMissingIsNamedBeforeAnythingIsStored() throws Exception {
        refused(
                () -> store.install(
                        TestJar.of("lacking", "1.0.0")
                                .header("Import-Package", "no.such.thing;version=\"[1.2,2)\"")
                                .stream()),
                Cause.UNRESOLVED,
                "it needs package no.such.thing [1.2.0,2.0.0)");
        refused(
                () -> store.install(
                        TestJar.of("lacking", "1.0.0")
                                .header("Import-Package", "com.example.lib;version=\"[2,3)\"")
                                .stream()),
                Cause.UNRESOLVED,
                "it needs package com.example.lib [2.0.0,3.0.0) (there is 1.0.0)");
        refused(
                () -> store.install(TestJar.of("lacking", "1.0.0")
                        .header("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")
                        .stream()),
                Cause.UNRESOLVED,
                "it needs Java 99 (this server runs on Java "
                        + Runtime.version().feature() + ")");
        refused(
                () -> store.install(TestJar.of("lacking", "1.0.0").header("Require-Bundle", "no.such.bundle").stream()),
                Cause.UNRESOLVED,
                "it needs bundle no.such.bundle");
        refused(
                () -> store.install(TestJar.of("lacking", "1.0.0").header("Fragment-Host", "no.such.host").stream()),
                Cause.UNRESOLVED,
                "it needs host bundle no.such.host");
        refused(
                () -> store.examine(TestJar.of("lacking", "1.0.0").header("Import-Package", "no.such.thing").stream()),
                Cause.UNRESOLVED,
                "it needs package no.such.thing");
        nothingCame("lacking");
    }

    @Test
    void anUpdateThatWouldNotBeWiredNeverTakesTheOldOneDown() throws Exception {
        store.install(TestJar.of("own", "1.0.0").stream());
        long modified = framework.bundle("own").getLastModified();

        refused(
                () -> store.update(
                        "own", TestJar.of("own", "2.0.0").header("Import-Package", "no.such.thing").stream()),
                Cause.UNRESOLVED,
                "it needs package no.such.thing");

        assertThat(framework.of("own")).isEqualTo("1.0.0 ACTIVE");
        assertThat(framework.bundle("own").getLastModified()).isEqualTo(modified);
    }

    @Test
    void anUpdateThatWouldBreakOthersIsRefusedAndNamesThem() throws Exception {
        refused(
                () -> store.update(
                        "lib",
                        TestJar.of("lib", "2.0.0").header("Export-Package", "com.example.lib;version=2.0").stream()),
                Cause.UNRESOLVED,
                "user needs package com.example.lib [1.0.0,2.0.0), which would be gone");
        assertThat(framework.of("user")).isEqualTo("1.0.0 ACTIVE");
        assertThat(framework.of("lib")).isEqualTo("1.0.0 ACTIVE");

        store.update(
                "lib", TestJar.of("lib", "1.1.0").header("Export-Package", "com.example.lib;version=1.1").stream());
        assertThat(framework.of("user")).isEqualTo("1.0.0 ACTIVE");
        assertThat(framework.of("lib")).isEqualTo("1.1.0 ACTIVE");
        assertThat(store.impact("lib").bundles()).containsExactly("lib", "user");
    }

    @Test
    void whatDoesNotStartIsTakenOutAgainOrTheOldOnePutBack() throws Exception {
        refused(
                () -> store.install(TestJar.of("own", "1.0.0").activator(ThrowingActivator.class).stream()),
                Cause.START_FAILED,
                "IllegalStateException no licence; it was taken out again");
        nothingCame("own");

        store.install(TestJar.of("own", "1.0.0").stream());
        refused(
                () -> store.update("own", TestJar.of("own", "2.0.0").activator(ThrowingActivator.class).stream()),
                Cause.START_FAILED,
                "the old version was put back");
        assertThat(framework.of("own")).isEqualTo("1.0.0 ACTIVE");
        restart();
        Eventually.stays(() -> framework.of("own"), "1.0.0 ACTIVE");
    }

    @Test
    void aShippedBundleCanBeReplacedAndComesBack() throws Exception {
        BundleInfo replaced = store.update("shipped", TestJar.of("shipped", "2.1.0").stream());
        assertThat(replaced.origin()).isEqualTo(Origin.REPLACED);
        assertThat(files()).containsExactly("shipped.jar");
        restart();
        Eventually.stays(() -> framework.of("shipped"), "2.1.0 ACTIVE");

        store.remove("shipped");
        assertThat(framework.of("shipped")).isEqualTo("2.0.0 ACTIVE");
        assertThat(files()).isEmpty();
        assertThat(info("shipped").origin()).isEqualTo(Origin.SHIPPED);
        refused(() -> store.remove("shipped"), Cause.FORBIDDEN, "it can be stopped, not removed");
        refused(
                () -> store.update("shipped", TestJar.of("shipped", "1.9.0").stream()),
                Cause.FORBIDDEN,
                "older than the one shipped");
    }

    @Test
    void whatWasStoppedStaysStopped() throws Exception {
        store.install(TestJar.of("own", "1.0.0").stream());
        assertThat(store.stop("own").state()).isEqualTo("RESOLVED");
        store.stop("shipped");
        store.update("own", TestJar.of("own", "1.1.0").stream());
        assertThat(framework.bundle("own").getState()).isNotEqualTo(Bundle.ACTIVE);

        framework.close();
        Trees.delete(home.resolve("cache"));
        framework = new Framework(home);
        store = framework.store();
        Eventually.isTrue(() ->
                framework.bundle("own") != null && framework.bundle("shipped").getState() == Bundle.RESOLVED);
        Eventually.stays(() -> String.valueOf(framework.bundle("own").getState() == Bundle.ACTIVE), "false");

        assertThat(store.start("own").state()).isEqualTo("ACTIVE");
        restart();
        assertThat(framework.of("own")).isEqualTo("1.1.0 ACTIVE");
    }

    @Test
    void removingTakesFileAndBundle() throws Exception {
        store.install(TestJar.of("own", "1.0.0").stream());

        store.remove("own");

        nothingCame("own");
        refused(() -> store.remove("own"), Cause.NOT_FOUND, "no bundle own");
        restart();
        Eventually.stays(() -> framework.of("own"), "none");
    }

    @Test
    void listingGoesOnWhileBundlesComeAndGo() throws Exception {
        AtomicBoolean ends = new AtomicBoolean();
        CompletableFuture<Integer> listing = CompletableFuture.supplyAsync(() -> {
            int lists = 0;
            while (!ends.get()) {
                assertThat(store.bundles()).noneMatch(info -> info.state().equals("UNINSTALLED"));
                lists++;
            }
            return lists;
        });
        for (int i = 0; i < 30 && !listing.isDone(); i++) {
            store.install(TestJar.of("own", "1.0." + i).stream());
            store.remove("own");
        }
        ends.set(true);
        assertThat(listing.get(60, TimeUnit.SECONDS)).isPositive();
    }

    @Test
    void aFragmentAttachesAndGoesWithItsHost() throws Exception {
        BundleInfo info = store.install(TestJar.of("part", "1.0.0").header("Fragment-Host", "shipped").stream());

        assertThat(info.state()).isEqualTo("FRAGMENT");
        assertThat(framework.of("shipped")).isEqualTo("2.0.0 ACTIVE");
        refused(() -> store.stop("part"), Cause.FORBIDDEN, "is a fragment");
        store.remove("part");
        assertThat(framework.of("shipped")).isEqualTo("2.0.0 ACTIVE");
    }

    @Test
    void anExportOfTheApiIsRefused() throws Exception {
        refused(
                () -> store.install(
                        TestJar.of("own", "1.0.0")
                                .header("Export-Package", "io.sluice.api.driver;version=1.0")
                                .stream()),
                Cause.FORBIDDEN,
                "it exports io.sluice.api.driver");
        nothingCame("own");
    }

    @Test
    void examiningKeepsNothing() throws Exception {
        BundleStore.Candidate fresh = store.examine(TestJar.of("own", "1.0.0").stream());
        assertThat(fresh.updates()).isFalse();
        assertThat(fresh.impact().bundles()).containsExactly("own");

        BundleStore.Candidate update = store.examine(
                TestJar.of("lib", "1.5.0").header("Export-Package", "com.example.lib;version=1.5").stream());
        assertThat(update.updates()).isTrue();
        assertThat(update.impact().bundles()).containsExactly("lib", "user");
        nothingCame("own");
        assertThat(framework.of("lib")).isEqualTo("1.0.0 ACTIVE");
    }

    @Test
    void anEndlessUploadEndsAtTheLimit() throws Exception {
        var endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] to, int from, int length) {
                Arrays.fill(to, from, from + length, (byte) 0);
                return length;
            }
        };
        refused(() -> store.install(endless), Cause.LIMIT, "larger than 50 MiB");
        assertThat(files()).isEmpty();
    }

    @Test
    void theFrameworkIsNeverChanged() {
        String name = framework.felix.getSymbolicName();
        refused(() -> store.update(name, TestJar.of(name, "9.0.0").stream()), Cause.FORBIDDEN, "the framework itself");
        refused(() -> store.stop(name), Cause.FORBIDDEN, "the framework itself");
        refused(() -> store.remove(name), Cause.FORBIDDEN, "shipped with the server");
    }

    @Test
    void aFailingUploadLeavesNothing() throws Exception {
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        assertThatThrownBy(() -> store.install(broken)).isInstanceOf(IOException.class);
        assertThat(files()).isEmpty();
    }

    @Test
    void whatTheAnswerGoesThroughIsReplacedAMomentAfterIt() throws Exception {
        BundleInfo answer = store.update("io.sluice.rest", TestJar.of("io.sluice.rest", "1.1.0").stream());

        assertThat(framework.of("io.sluice.rest")).isEqualTo("1.0.0 ACTIVE");
        assertThat(answer.version()).isEqualTo("1.1.0");
        Eventually.is(() -> framework.of("io.sluice.rest"), "1.1.0 ACTIVE");
        restart();
        Eventually.stays(() -> framework.of("io.sluice.rest"), "1.1.0 ACTIVE");
        store.remove("io.sluice.rest");
        Eventually.is(() -> framework.of("io.sluice.rest"), "1.0.0 ACTIVE");
    }

    @Test
    void whatFailsAfterTheAnswerIsPutBack() throws Exception {
        TestJar broken = TestJar.of("io.sluice.rest", "1.1.0").activator(ThrowingActivator.class);
        store.update("io.sluice.rest", broken.stream());
        store.install(TestJar.of("own", "1.0.0").stream());

        Eventually.is(() -> framework.of("io.sluice.rest"), "1.0.0 ACTIVE");
        Eventually.isTrue(() -> !Files.exists(framework.deploy().resolve("io.sluice.rest.jar")));
        Eventually.stays(() -> framework.of("io.sluice.rest").replaceFirst(" .*", ""), "1.0.0");

        store.update("io.sluice.rest", TestJar.of("io.sluice.rest", "1.2.0").stream());
        Eventually.is(() -> framework.of("io.sluice.rest"), "1.2.0 ACTIVE");
        store.update("io.sluice.rest", broken.stream());
        store.bundles();
        store.stop("own"); // comes after the change that waits
        Eventually.is(() -> framework.of("io.sluice.rest"), "1.2.0 ACTIVE");
        restart();
        Eventually.is(() -> framework.of("io.sluice.rest"), "1.2.0 ACTIVE");
    }
}
