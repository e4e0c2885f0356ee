/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** What must not remain of a bundle: its class loader, threads, sockets, files. */
public final class LeakCheck {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Set<String> threads = threads();
    private final long descriptors = descriptors();

    /** Remembers the threads and open files of this JVM, the baseline. */
    public LeakCheck() {}

    /** Ask while the bundle is active; the answer is for {@link #assertCollected}. */
    public static WeakReference<ClassLoader> classLoaderOf(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    /** Fails when anything still holds the class loader. */
    public static void assertCollected(String what, WeakReference<ClassLoader> loader) {
        Await.until("class loader of " + what + " collected", Pace.of(LIMIT), () -> {
            System.gc();
            return loader.refersTo(null);
        });
    }

    /** Fails when there are threads that the baseline did not have; numbers in names do not count. */
    public void assertNoNewThreads() {
        Await.until(
                "threads back at the baseline",
                Pace.of(LIMIT),
                () -> newThreads().isEmpty());
    }

    public Set<String> newThreads() {
        Set<String> now = threads();
        now.removeAll(threads);
        return now;
    }

    /** Fails when more files or sockets are open than {@code tolerance} above the baseline. */
    public void assertNoNewDescriptors(int tolerance) {
        Await.until("open files back at the baseline of " + descriptors, Pace.of(LIMIT), () -> {
            System.gc(); // the JDK closes some only when they are collected
            return descriptors() <= descriptors + tolerance;
        });
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(thread -> thread.getName().replaceAll("\\d+", "#"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            return 0; // no procfs: nothing to compare
        }
    }
}
