/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The start-up part {@code auth} of the launcher. */
final class StartupReport implements AutoCloseable {
    private final ServiceRegistration<?> registration;

    /** @param lines for the banner; a password in them is gone from the service when this returns */
    StartupReport(BundleContext context, List<String> lines) {
        Supplier<String> name = () -> "auth";
        registration = context.registerService(Supplier.class, name, FrameworkUtil.asDictionary(properties(lines)));
        // The launcher has taken the lines while the service was registered; nobody else needs them.
        registration.setProperties(FrameworkUtil.asDictionary(properties(List.of())));
    }

    private static Map<String, Object> properties(List<String> lines) {
        Map<String, Object> properties = new TreeMap<>();
        properties.put("sluice.startup", "auth");
        if (!lines.isEmpty()) {
            properties.put("sluice.startup.lines", lines.toArray(String[]::new));
        }
        return properties;
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
