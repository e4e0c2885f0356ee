/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The framework's operations, each under a deadline. Works on the framework's own context, so that it can carry on
 * while the store itself is being restarted.
 */
final class Swap {
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
        step("start", START_MS, () -> bundle.start(Bundle.START_ACTIVATION_POLICY));
        int level = system.getBundle().adapt(FrameworkStartLevel.class).getStartLevel();
        boolean now = bundle.adapt(BundleStartLevel.class).getStartLevel() <= level;
        if (now && !up(bundle)) {
            throw new FailedException("it stopped right after its start");
        }
    }

    /** Stops it, now and after every restart of the framework. */
    void stop(Bundle bundle) throws FailedException, InterruptedException {
        step("stop", STOP_MS, () -> bundle.stop());
    }

    /** Puts other content into a bundle and wires what depends on it anew; {@code start} as well. */
    void update(Bundle bundle, Path jar, boolean start) throws FailedException, IOException, InterruptedException {
        Collection<Bundle> closure = closure(Set.of(bundle));
        List<Bundle> running =
                closure.stream().filter(b -> up(b) && !b.equals(bundle)).toList();
        boolean fragment = fragment(bundle);
        if (!fragment && up(bundle)) {
            step("stop", STOP_MS, () -> bundle.stop(Bundle.STOP_TRANSIENT));
        }
        try (InputStream in = Files.newInputStream(jar)) {
            step("update", UPDATE_MS, () -> bundle.update(in));
        }
        if (closure.size() > 1
                || fragment
                || wiring().getRemovalPendingBundles().contains(bundle)) {
            refresh(closure);
        }
        if (start && !fragment(bundle)) {
            start(bundle);
        }
        for (Bundle other : running) {
            if (!up(other)) {
                step("start of " + other.getSymbolicName(), START_MS, () -> other.start(Bundle.START_TRANSIENT));
            }
        }
    }

    /** Takes a bundle out, and wires what depended on it anew as far as that is possible. */
    void uninstall(Bundle bundle) throws FailedException, InterruptedException {
        Collection<Bundle> closure = closure(Set.of(bundle));
        step("removal", STOP_MS, bundle::uninstall);
        if (closure.size() > 1 || wiring().getRemovalPendingBundles().contains(bundle)) {
            refresh(closure);
        }
    }

    /** Wires these and all that depends on them anew, and waits for it. */
    void refresh(Collection<Bundle> bundles) throws FailedException, InterruptedException {
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
