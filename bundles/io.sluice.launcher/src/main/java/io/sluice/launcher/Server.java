/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import io.sluice.launcher.log.Screen;
import io.sluice.launcher.log.StartupGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.util.FelixConstants;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One framework from its start to its end. {@link #run} belongs to the main thread, {@link #stop} to any. */
final class Server {
    private static final long LISTING_LIMIT_S = 30;
    /** Property of the service that says: the operator has the banner. */
    private static final String STARTED = "sluice.started";

    private final Logger logger = LoggerFactory.getLogger(Server.class);
    private final Path distribution;
    private final RunOptions options;
    private final String version;
    private volatile @Nullable Framework framework;

    Server(Path distribution, RunOptions options, String version) {
        this.distribution = distribution;
        this.options = options;
        this.version = version;
    }

    /** Returns when the framework has stopped, whoever stopped it. */
    void run(ServerHome home) throws StartRefusedException, IOException, BundleException, InterruptedException {
        FrameworkEvent end;
        do {
            Framework started = start(home);
            end = started.waitForStop(0);
        } while (end.getType() == FrameworkEvent.STOPPED_UPDATE);
    }

    private Framework start(ServerHome home)
            throws StartRefusedException, IOException, BundleException, InterruptedException {
        // Reading the jars takes as long as making the framework: both at once.
        CompletableFuture<List<SystemJar>> jars = CompletableFuture.supplyAsync(this::systemJars);
        Set<String> stopped = SystemBundles.stopped(home.directory());
        FrameworkSettings settings = FrameworkSettings.of(distribution, options, version, stopped);
        Map<String, Object> configuration = new HashMap<>(settings.values());
        configuration.put(
                Constants.FRAMEWORK_STORAGE, home.cache().resolve("bundles").toString());
        configuration.put(FelixConstants.LOG_LOGGER_PROP, new FrameworkLog());
        Framework starting = new Felix(configuration);
        framework = starting;
        starting.init(event -> logEvent(event));
        try (StartupParts parts = new StartupParts(starting.getBundleContext())) {
            SystemBundles bundles = new SystemBundles(starting, home.cache().resolve("system.index"), stopped);
            bundles.synchronise(listed(jars));
            bundles.shell(options.shell());
            starting.start();
            List<String> lines = await(parts, settings, starting);
            List<String> notStarted = notActive(
                    starting, bundle -> bundle.adapt(BundleStartLevel.class).isPersistentlyStarted());
            Screen.out().println(Banner.of(options, version, lines, notStarted));
            starting.getBundleContext()
                    .registerService(
                            Supplier.class, () -> version, FrameworkUtil.asDictionary(Map.of(STARTED, version)));
            StartupGate.open();
            logger.info("Sluice {} started, home {}", version, options.home());
            notStarted.forEach(line -> logger.error("not started: {}", line));
        } catch (StartRefusedException e) {
            logger.error("start refused: {}", e.getMessage());
            stop(TimeUnit.SECONDS.toMillis(4));
            throw e;
        }
        return starting;
    }

    private List<SystemJar> systemJars() {
        try {
            return SystemJar.list(distribution.resolve("system"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SystemJar> listed(CompletableFuture<List<SystemJar>> jars)
            throws IOException, InterruptedException {
        try {
            return jars.get(LISTING_LIMIT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the distribution's bundles cannot be read", e);
        }
    }

    private void logEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            logger.error("bundle {}", event.getBundle(), event.getThrowable());
        }
    }

    /** A part that does not report is mostly a bundle that is not there: names those of ours that are not active. */
    private static List<String> await(StartupParts parts, FrameworkSettings settings, Framework framework)
            throws StartRefusedException, InterruptedException {
        try {
            return parts.await(settings.startupParts(), settings.startupTimeoutMs());
        } catch (StartRefusedException e) {
            List<String> missing = notActive(framework, b -> b.getLocation().startsWith(SystemJar.LOCATION_PREFIX));
            if (e.exitCode() != ExitCode.START_FAILED || missing.isEmpty()) {
                throw e;
            }
            throw new StartRefusedException(
                    e.exitCode(), e.getMessage() + "; not active: " + String.join(", ", missing));
        }
    }

    private static List<String> notActive(Framework framework, Predicate<Bundle> asked) {
        List<String> names = new ArrayList<>();
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            boolean up = (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
            if (!fragment && !up && asked.test(bundle)) {
                names.add(bundle.getSymbolicName() + " " + bundle.getVersion());
            }
        }
        return names;
    }

    /** Stops the framework and waits for it, but not longer than {@code timeoutMs}. */
    void stop(long timeoutMs) {
        Framework stopping = framework;
        if (stopping == null) {
            return;
        }
        try {
            stopping.stop();
            FrameworkEvent end = stopping.waitForStop(timeoutMs);
            if (end.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                logger.warn("bundles did not stop within {} ms; ending without them", timeoutMs);
            } else {
                logger.info("stopped");
            }
        } catch (BundleException e) {
            logger.warn("the framework does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
