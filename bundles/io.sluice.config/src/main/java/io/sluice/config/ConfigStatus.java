/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * What others see of the configuration: a service {@code Supplier} whose properties say whether the file is applied. It
 * is also the start-up part {@code config} of the launcher.
 */
final class ConfigStatus {
    static final String STATE = "sluice.config.state";
    static final String ERROR = "sluice.config.error";

    private final String file;
    private final List<String> watch;
    private final ServiceRegistration<?> registration;

    /**
     * @param error why the file of the start is not applied, or null when it is
     * @param watch where the streams of the start can be watched, for the banner
     */
    ConfigStatus(BundleContext context, String file, @Nullable String error, List<String> watch) {
        this.file = file;
        this.watch = watch;
        Supplier<String> text = () -> String.valueOf(state());
        registration = context.registerService(Supplier.class, text, FrameworkUtil.asDictionary(properties(error)));
    }

    /** @param error why the newest file is not applied, or null when it is */
    void now(@Nullable String error) {
        Map<String, Object> properties = properties(error);
        // A server that runs does not end because of an edit: the start-up report stays good.
        if (error != null && registration.getReference().getProperty("sluice.startup.error") == null) {
            properties.remove("sluice.startup.error");
        }
        registration.setProperties(FrameworkUtil.asDictionary(properties));
    }

    private @Nullable Object state() {
        return registration.getReference().getProperty(STATE);
    }

    private Map<String, Object> properties(@Nullable String error) {
        Map<String, Object> properties = new TreeMap<>();
        properties.put("sluice.startup", "config");
        properties.put(
                "sluice.startup.lines",
                Stream.concat(Stream.of("configuration " + file), watch.stream())
                        .toArray(String[]::new));
        properties.put("sluice.config.file", file);
        properties.put(STATE, error == null ? "APPLIED" : "INVALID");
        if (error != null) {
            properties.put(ERROR, error);
            properties.put("sluice.startup.error", error);
        }
        return properties;
    }

    void close() {
        registration.unregister();
    }
}
