/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The framework's operations, each under a deadline. Works on the framework's own context, so that it can carry on
 * while the store itself is being restarted.
 */
final class Swap {
    private static final Logger LOG = LoggerFactory.getLogger(Swap.class);
    private static final long STOP_MS = 5_000;
    private static final long UPDATE_MS = 5_000;
    private static final long START_MS = 10_000;
    private static final long REFRESH_MS = 15_000;

    private final BundleContext system;

    /** Something did not work; the message says what, for people. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        FailedException(String message) {
            super(message);
        }
    }

    /** @param system the system bundle's context */
    Swap(BundleContext system) {
        this.system = system;
    }

    private FrameworkWiring wiring() {
        return system.getBundle().adapt(FrameworkWiring.class);
    }

    /** All that is wired anew together with these, themselves included. */
    Collection<Bundle> closure(Collection<Bundle> bundles) {
        return wiring().getDependencyClosure(bundles);
    }

    /** Whether that is the name of the framework itself. */
    boolean framework(String symbolicName) {
        return symbolicName.equals(system.getBundle().getSymbolicName());
    }

    static boolean up(Bundle bundle) {
        return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
    }

    static boolean fragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    Bundle install(String location, Path jar) throws IOException, BundleException {
        try (InputStream in = Files.newInputStream(jar)) {
            return system.installBundle(location, in);
        }
    }

    /** Starts it now and after every restart of the framework. */
    void start(Bundle bundle) throws FailedException, InterruptedException {
        var started = new CountDownLatch(1);
        BundleListener listener = event -> {
            if (event.getBundle().equals(bundle) && up(bundle)) {
                started.countDown();
            }
        };
        system.addBundleListener(listener);
        try {
            step("start", START_MS, () -> bundle.start(Bundle.START_ACTIVATION_POLICY));
            int level = system.getBundle().adapt(FrameworkStartLevel.class).getStartLevel();
            boolean now = bundle.adapt(BundleStartLevel.class).getStartLevel() <= level;
            // While the server itself is starting the framework only notes it, and starts it in its turn.
            if (now && !up(bundle) && !started.await(START_MS, TimeUnit.MILLISECONDS)) {
                throw new FailedException("it stopped right after its start");
            }
        } finally {
            system.removeBundleListener(listener);
        }
    }

    /** Stops it, now and after every restart of the framework. */
    void stop(Bundle bundle) throws FailedException, InterruptedException {
        step("stop", STOP_MS, () -> bundle.stop());
    }

    /** Puts other content into a bundle and wires what depends on it anew; {@code start} as well. */
    void update(Bundle bundle, Path jar, boolean start) throws FailedException, IOException, InterruptedException {
        Collection<Bundle> closure = closure(Set.of(bundle));
        List<Bundle> running = running(closure);
        running.remove(bundle);
        boolean wasFragment = fragment(bundle);
        stopAll(running);
        if (up(bundle)) {
            step("stop", STOP_MS, () -> bundle.stop(Bundle.STOP_TRANSIENT));
        }
        FailedException failed = null;
        try (InputStream in = Files.newInputStream(jar)) {
            step("update", UPDATE_MS, () -> bundle.update(in));
        } catch (FailedException e) {
            failed = e;
        }
        if (closure.size() > 1
                || wasFragment
                || wiring().getRemovalPendingBundles().contains(bundle)) {
            wireAnew(closure);
        }
        if (start && !fragment(bundle)) {
            running.add(bundle);
        }
        startAll(running, bundle, failed);
    }

    /** Takes a bundle out, and wires what depended on it anew as far as that is possible. */
    void uninstall(Bundle bundle) throws FailedException, InterruptedException {
        Collection<Bundle> closure = closure(Set.of(bundle));
        List<Bundle> running = running(closure);
        running.remove(bundle);
        stopAll(running);
        step("removal", STOP_MS, bundle::uninstall);
        if (closure.size() > 1 || wiring().getRemovalPendingBundles().contains(bundle)) {
            wireAnew(closure);
        }
        startAll(running, bundle, null);
    }

    /** Wires these and all that depends on them anew, and waits for it. */
    void refresh(Collection<Bundle> bundles) throws FailedException, InterruptedException {
        Collection<Bundle> closure = closure(bundles);
        List<Bundle> running = running(closure);
        stopAll(running);
        wireAnew(closure);
        startAll(running, null, null);
    }

    private static List<Bundle> running(Collection<Bundle> bundles) {
        return new ArrayList<>(bundles.stream()
                .filter(bundle -> up(bundle) && bundle.getBundleId() != 0)
                .toList());
    }

    /**
     * The order in which the framework itself starts: components find their configuration, and nothing opens the port
     * that it has by default.
     */
    private static Comparator<Bundle> startOrder() {
        return Comparator.comparingInt(
                        (Bundle bundle) -> bundle.adapt(BundleStartLevel.class).getStartLevel())
                .thenComparingLong(Bundle::getBundleId);
    }

    private static void stopAll(List<Bundle> bundles) throws InterruptedException {
        for (Bundle bundle : bundles.stream().sorted(startOrder().reversed()).toList()) {
            try {
                step("stop", STOP_MS, () -> bundle.stop(Bundle.STOP_TRANSIENT));
            } catch (FailedException e) {
                LOG.atWarn().addKeyValue("event", "bundle.failed").log("{}: {}", bundle, e.getMessage());
            }
        }
    }

    /**
     * Starts all, whatever becomes of some of them.
     *
     * @param subject the bundle that is meant when its name is not said
     * @param before what failed already
     */
    private void startAll(List<Bundle> bundles, @Nullable Bundle subject, @Nullable FailedException before)
            throws FailedException, InterruptedException {
        FailedException failed = before;
        for (Bundle bundle : bundles.stream().sorted(startOrder()).toList()) {
            try {
                if (bundle.equals(subject)) {
                    start(bundle);
                } else {
                    String what = "start of " + bundle.getSymbolicName();
                    step(what, START_MS, () -> bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY));
                }
            } catch (FailedException e) {
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private void wireAnew(Collection<Bundle> bundles) throws FailedException, InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        wiring().refreshBundles(bundles, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        if (!done.await(REFRESH_MS, TimeUnit.MILLISECONDS)) {
            throw new FailedException("its refresh did not end within " + REFRESH_MS / 1_000 + " s");
        }
    }

    private static void step(String what, long timeoutMs, Deadline.Call call)
            throws FailedException, InterruptedException {
        try {
            Deadline.call(timeoutMs, call);
        } catch (BundleException e) {
            throw new FailedException("its " + what + " failed: " + reason(e));
        } catch (TimeoutException e) {
            throw new FailedException("its " + what + " did not end within " + timeoutMs / 1_000 + " s");
        }
    }

    /** What the bundle's own code said, where it was that which failed. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 10; depth++) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        return cause == failure ? message : cause.getClass().getSimpleName() + " " + message;
    }
}
