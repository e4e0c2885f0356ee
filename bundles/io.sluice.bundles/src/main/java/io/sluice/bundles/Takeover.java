/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change that restarts the store itself, and perhaps the HTTP API that asked for it: done a moment later, so that the
 * answer gets out, on a thread that outlives the store.
 */
final class Takeover {
    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
    private static final long ANSWER_MS = 300;

    private final Bundle self;
    private final Swap swap;
    private final Tellings tellings;
    private final Bundle bundle;
    private final @Nullable Path jar;
    private final boolean start;

    /** @param jar null: only wired anew */
    Takeover(Bundle self, Swap swap, Tellings tellings, Bundle bundle, @Nullable Path jar, boolean start) {
        this.self = self;
        this.swap = swap;
        this.tellings = tellings;
        this.bundle = bundle;
        this.jar = jar;
        this.start = start;
    }

    void begin(String code, String text) {
        load();
        tellings.tell(code, bundle.getSymbolicName(), text + "; the bundle store restarts with it");
        Thread thread = new Thread(() -> run(code), "sluice-bundles-takeover");
        thread.setDaemon(true);
        thread.start();
    }

    /** Once our bundle is refreshed nothing more can be loaded from its old jar. */
    private void load() {
        BundleWiring wiring = self.adapt(BundleWiring.class);
        for (String name : wiring.listResources("io/sluice/bundles", "*.class", BundleWiring.LISTRESOURCES_LOCAL)) {
            try {
                Class.forName(
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                        true,
                        wiring.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debug("{} is not there for the takeover", name, e);
            }
        }
    }

    private void run(String code) {
        try {
            new CountDownLatch(1).await(ANSWER_MS, TimeUnit.MILLISECONDS);
            long beginNs = System.nanoTime();
            if (jar == null) {
                swap.refresh(Set.of(bundle));
            } else {
                swap.update(bundle, jar, start);
            }
            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs);
            LOG.atInfo()
                    .addKeyValue("event", code)
                    .log("{} {} is in place after {} ms", bundle.getSymbolicName(), bundle.getVersion(), tookMs);
        } catch (Swap.FailedException | IOException e) {
            LOG.atError()
                    .addKeyValue("event", "bundle.failed")
                    .log("{} {}: {}", bundle.getSymbolicName(), bundle.getVersion(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
