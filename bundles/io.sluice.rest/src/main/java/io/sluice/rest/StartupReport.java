/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;

/**
 * The start-up part {@code api}: reports when Felix HTTP serves our paths, so that a client that comes right after
 * "Ready" is not told that there is no such thing.
 */
@Component(
        service = {},
        immediate = true)
public final class StartupReport {
    private static final List<String> PATHS = List.of("/api/streams", "/api/v1/streams", "/api/v1/bundles");

    private final BundleContext context;
    private boolean stopped;
    private @Nullable ServiceRegistration<?> registration;

    @Activate
    public StartupReport(BundleContext context) {
        this.context = context;
    }

    /** Its change count changes with every servlet that comes or goes. */
    @Reference(policy = ReferencePolicy.DYNAMIC, updated = "look", unbind = "gone")
    void look(HttpServiceRuntime runtime) {
        boolean served =
                PATHS.stream().map(runtime::calculateRequestInfoDTO).allMatch(found -> found.servletDTO != null);
        synchronized (this) {
            if (served && registration == null && !stopped) {
                Supplier<String> name = () -> "api";
                registration = context.registerService(
                        Supplier.class, name, FrameworkUtil.asDictionary(Map.of("sluice.startup", "api")));
            }
        }
    }

    void gone(HttpServiceRuntime runtime) {
        // The part was there once; that is all the launcher asks.
    }

    @Deactivate
    synchronized void stop() {
        stopped = true;
        if (registration != null) {
            registration.unregister();
        }
    }
}
