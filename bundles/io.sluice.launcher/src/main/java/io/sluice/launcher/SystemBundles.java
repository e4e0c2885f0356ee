/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Brings the bundle cache in line with the distribution: installs, updates and uninstalls what came from
 * {@code system/}, and leaves alone what the operator installed. An index of fingerprints in the cache tells what
 * changed.
 */
final class SystemBundles {
    private static final long REFRESH_TIMEOUT_S = 10;
    private static final String SHELL = SystemJar.LOCATION_PREFIX + "org.apache.felix.gogo.shell";

    private final Framework framework;
    private final BundleContext context;
    private final Path index;
    private final Set<String> stopped;
    private final Set<Bundle> changed = new HashSet<>();

    /**
     * @param framework initialised, not yet started
     * @param stopped symbolic names of bundles that are not started
     */
    SystemBundles(Framework framework, Path index, Set<String> stopped) {
        this.framework = framework;
        this.context = framework.getBundleContext();
        this.index = index;
        this.stopped = stopped;
    }

    /** What the operator stopped for good; io.sluice.bundles writes the file. */
    static Set<String> stopped(Path home) throws IOException {
        Path file = home.resolve("conf").resolve("bundles.stopped");
        return Files.exists(file) ? Set.copyOf(new HashSet<>(Files.readAllLines(file))) : Set.of();
    }

    void synchronise(List<SystemJar> jars) throws IOException, BundleException, InterruptedException {
        Map<String, String> before = readIndex();
        Map<String, String> after = new TreeMap<>();
        List<Bundle> installed = new ArrayList<>();
        for (SystemJar jar : jars) {
            if (after.put(jar.location(), jar.fingerprint()) != null) {
                throw new IOException(jar.symbolicName() + " is twice in the distribution");
            }
            Bundle present = context.getBundle(jar.location());
            if (present == null) {
                installed.add(install(jar));
            } else if (!jar.fingerprint().equals(before.get(jar.location()))) {
                update(present, jar);
            }
        }
        for (Bundle bundle : context.getBundles()) {
            String location = bundle.getLocation();
            if (location.startsWith(SystemJar.LOCATION_PREFIX) && !after.containsKey(location)) {
                bundle.uninstall();
                changed.add(bundle);
            }
        }
        refreshChanged();
        for (Bundle bundle : installed) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            if (!fragment && !stopped.contains(bundle.getSymbolicName())) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
        if (!after.equals(before)) {
            writeIndex(after);
        }
    }

    /**
     * Gogo's shell runs for an operator at a terminal only: it ends the server at the end of its input, which a service
     * has from the start, and prints a stack trace when the server is stopped while it starts.
     */
    void shell(boolean wanted) throws BundleException {
        Bundle shell = context.getBundle(SHELL);
        if (shell != null && wanted) {
            shell.start(Bundle.START_ACTIVATION_POLICY);
        } else if (shell != null) {
            shell.stop();
        }
    }

    private Bundle install(SystemJar jar) throws IOException, BundleException {
        try (InputStream in = Files.newInputStream(jar.file())) {
            Bundle bundle = context.installBundle(jar.location(), in);
            bundle.adapt(BundleStartLevel.class).setStartLevel(jar.startLevel());
            return bundle;
        }
    }

    private void update(Bundle bundle, SystemJar jar) throws IOException, BundleException {
        try (InputStream in = Files.newInputStream(jar.file())) {
            bundle.update(in);
        }
        bundle.adapt(BundleStartLevel.class).setStartLevel(jar.startLevel());
        changed.add(bundle);
    }

    private void refreshChanged() throws InterruptedException {
        if (changed.isEmpty()) {
            return;
        }
        CountDownLatch refreshed = new CountDownLatch(1);
        framework.adapt(FrameworkWiring.class).refreshBundles(changed, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        if (!refreshed.await(REFRESH_TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the framework did not refresh the changed bundles");
        }
    }

    private Map<String, String> readIndex() throws IOException {
        Map<String, String> fingerprints = new TreeMap<>();
        if (Files.exists(index)) {
            for (String line : Files.readAllLines(index)) {
                int space = line.indexOf(' ');
                fingerprints.put(line.substring(space + 1), line.substring(0, Math.max(space, 0)));
            }
        }
        return fingerprints;
    }

    private void writeIndex(Map<String, String> fingerprints) throws IOException {
        List<String> lines = new ArrayList<>();
        fingerprints.forEach((location, fingerprint) -> lines.add(fingerprint + " " + location));
        Path draft = index.resolveSibling(index.getFileName() + ".tmp");
        Files.write(draft, lines);
        Files.move(draft, index, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
