/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names jars in {@code HOME/deploy} that are no bundles: the installer passes them over without a word. */
final class DeployFolder implements AutoCloseable {
    private static final long POLL_MS = 500;

    private final Logger logger = LoggerFactory.getLogger(DeployFolder.class);
    private final Path folder;
    private final Map<Path, String> seen = new HashMap<>();
    private final Map<Path, String> judged = new HashMap<>();
    private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sluice-deploy");
        thread.setDaemon(true);
        return thread;
    });

    DeployFolder(Path folder) {
        this.folder = folder;
    }

    void watch() {
        poller.scheduleWithFixedDelay(this::poll, POLL_MS, POLL_MS, TimeUnit.MILLISECONDS);
    }

    /** Looks once; a file is judged when it was the same the last time, so that nothing half-written is. */
    void poll() {
        Set<Path> there = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".jar")).toList()) {
                there.add(file);
                String stamp = Files.size(file) + "/" + Files.getLastModifiedTime(file);
                if (stamp.equals(seen.put(file, stamp)) && !stamp.equals(judged.put(file, stamp))) {
                    judge(file);
                }
            }
        } catch (IOException e) {
            logger.debug("{} changed while it was listed", folder, e); // the next poll sees what became of it
        }
        seen.keySet().retainAll(there);
        judged.keySet().retainAll(there);
    }

    private void judge(Path file) {
        String problem = problem(file);
        if (problem != null) {
            logger.atWarn()
                    .addKeyValue("event", "deploy.refused")
                    .log("{} is not installed: {}", file.getFileName(), problem);
        }
    }

    /** Why the file is no bundle; null when it is one. */
    static @Nullable String problem(Path file) {
        if (Files.isDirectory(file)) {
            return null;
        }
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            boolean bundle = manifest != null
                    && manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) != null
                    && manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION) != null;
            return bundle ? null : "it is no bundle, its manifest has no Bundle-SymbolicName or no Bundle-Version";
        } catch (IOException e) {
            return "it is no jar or is damaged (" + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        poller.shutdownNow();
    }
}
