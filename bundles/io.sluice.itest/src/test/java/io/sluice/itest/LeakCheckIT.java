/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The leak checks themselves: they pass when all is well and find what was planted. */
public class LeakCheckIT extends SluiceExam {
    @Test
    public void aBundleThatWentIsCollected() throws Exception {
        Bundle bundle = install(fixture("1.0.0"));
        WeakReference<ClassLoader> loader = LeakCheck.classLoaderOf(bundle);

        bundle.uninstall();

        LeakCheck.assertCollected("fixture", loader);
    }

    @Test
    public void theOldClassesOfAnUpdatedBundleAreCollected() throws Exception {
        Bundle bundle = install(fixture("2.0.0"));
        WeakReference<ClassLoader> loader = LeakCheck.classLoaderOf(bundle);

        update(bundle, fixture("2.1.0"));

        assertThat(bundle.getVersion()).hasToString("2.1.0");
        LeakCheck.assertCollected("fixture 2.0.0", loader);
        bundle.uninstall();
    }

    @Test
    public void aKeptObjectIsFound() throws Exception {
        Bundle bundle = install(fixture("3.0.0"));
        WeakReference<ClassLoader> loader = LeakCheck.classLoaderOf(bundle);
        Object kept = bundle.loadClass("io.sluice.itest.fixture.LoggingActivator")
                .getConstructor()
                .newInstance();

        bundle.uninstall();

        try {
            assertThatThrownBy(() -> LeakCheck.assertCollected("fixture", loader))
                    .hasMessageContaining("class loader");
        } finally {
            Reference.reachabilityFence(kept);
        }
    }

    @Test
    public void aThreadAndASocketLeftBehindAreFound() throws Exception {
        LeakCheck baseline = new LeakCheck();
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = new Thread(() -> awaitQuietly(end), "left-behind-7");
        thread.start();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(baseline.newThreads()).contains("left-behind-#");
            assertThatThrownBy(() -> baseline.assertNoNewDescriptors(0)).hasMessageContaining("open files");
            assertThat(socket.isBound()).isTrue();
        } finally {
            end.countDown();
            thread.join(SOON.toMillis());
        }
        baseline.assertNoNewThreads();
        baseline.assertNoNewDescriptors(0);
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path fixture(String version) throws Exception {
        return FixtureBundle.of("io.sluice.itest.dropped", version)
                .packages("io.sluice.itest.fixture")
                .header("Bundle-Activator", "io.sluice.itest.fixture.LoggingActivator")
                .text("text.txt", version)
                .build(Dist.workDirectory("fixtures"));
    }
}
