/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.net.Listeners;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * The start-up part {@code net}: there once every protocol that the distribution names in the framework property
 * {@code sluice.startup.protocols} has listened, failed to, or is off. On the control thread.
 */
final class StartupReport {
    private final BundleContext context;
    private final Set<String> expected;
    private @Nullable ServiceRegistration<StartupReport> registration;

    StartupReport(BundleContext context) {
        this.context = context;
        String names = Objects.requireNonNullElse(context.getProperty("sluice.startup.protocols"), "rtsp");
        expected = new HashSet<>(List.of(names.trim().split("[\\s,]+")));
        expected.remove("");
    }

    /** @param listeners those that were tried */
    void update(List<Listeners.Info> listeners) {
        Set<String> missing = new HashSet<>(expected);
        listeners.forEach(listener -> missing.remove(listener.protocol()));
        ServiceRegistration<StartupReport> known = registration;
        if (known != null) {
            known.setProperties(properties(listeners));
        } else if (missing.isEmpty()) {
            registration = context.registerService(StartupReport.class, this, properties(listeners));
        }
    }

    private static Dictionary<String, Object> properties(List<Listeners.Info> listeners) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("sluice.startup", "net");
        List<String> problems = listeners.stream()
                .filter(listener -> listener.problem() != null)
                .map(listener -> listener.protocol() + ": " + listener.problem())
                .sorted()
                .toList();
        if (!problems.isEmpty()) {
            properties.put("sluice.startup.error", String.join("; ", problems));
        }
        properties.put(
                "sluice.startup.lines",
                listeners.stream()
                        .filter(listener -> listener.bound() != null)
                        .map(listener -> listener.protocol() + "://" + listener.bound() + "/")
                        .sorted()
                        .toArray(String[]::new));
        return FrameworkUtil.asDictionary(properties);
    }

    void close() {
        ServiceRegistration<StartupReport> known = registration;
        registration = null;
        if (known != null) {
            try {
                known.unregister();
            } catch (IllegalStateException e) {
                // The framework was faster.
            }
        }
    }
}
