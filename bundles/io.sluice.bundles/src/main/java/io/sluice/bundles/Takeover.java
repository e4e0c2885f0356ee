/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change that restarts the store itself, or the HTTP API through which it was asked for: done a moment later, so that
 * the answer gets out, on a thread that outlives the store.
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
    private final @Nullable Back back;

    /**
     * The way back when it does not work.
     *
     * @param file the one in the folder that holds the new jar
     * @param old a copy of the old jar, which is for this change only; null: not known
     * @param inFolder whether the old jar was in the folder too
     */
    record Back(Path file, @Nullable Path old, boolean inFolder) {}

    /** @param jar null: only wired anew */
    Takeover(
            Bundle self,
            Swap swap,
            Tellings tellings,
            Bundle bundle,
            @Nullable Path jar,
            boolean start,
            @Nullable Back back) {
        this.self = self;
        this.swap = swap;
        this.tellings = tellings;
        this.bundle = bundle;
        this.jar = jar;
        this.start = start;
        this.back = back;
    }

    /** Gives the thread that does it. */
    Thread begin(String code, String text) {
        load();
        tellings.tell(code, bundle.getSymbolicName(), text + "; it begins when this is answered");
        Thread thread = new Thread(() -> run(code), "sluice-bundles-takeover");
        thread.setDaemon(true);
        thread.start();
        return thread;
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
            putBack();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The store, where it runs, follows the folder: both say the same again. */
    private void putBack() {
        Path old = back == null ? null : back.old();
        if (back == null || old == null) {
            return;
        }
        try {
            if (back.inFolder()) {
                Files.copy(old, back.file(), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(back.file());
            }
            swap.update(bundle, old, start);
            LOG.atWarn()
                    .addKeyValue("event", "bundle.failed")
                    .log("{} {} was put back", bundle.getSymbolicName(), bundle.getVersion());
        } catch (Swap.FailedException | IOException e) {
            LOG.atError()
                    .addKeyValue("event", "bundle.failed")
                    .log("the old {} cannot be put back: {}", bundle.getSymbolicName(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
