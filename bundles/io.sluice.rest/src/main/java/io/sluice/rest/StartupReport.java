/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
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

    /** Felix HTTP tells of a change two seconds after it. */
    private static final long POLL_MS = 20;

    private final BundleContext context;
    private final HttpServiceRuntime runtime;
    private final ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sluice-rest-start");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ServiceRegistration<?> registration;

    @Activate
    public StartupReport(BundleContext context, @Reference HttpServiceRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
        poller.scheduleWithFixedDelay(this::look, 0, POLL_MS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        boolean served =
                PATHS.stream().map(runtime::calculateRequestInfoDTO).allMatch(found -> found.servletDTO != null);
        if (served && !poller.isShutdown()) {
            poller.shutdown();
            Supplier<String> name = () -> "api";
            registration = context.registerService(
                    Supplier.class, name, FrameworkUtil.asDictionary(Map.of("sluice.startup", "api")));
        }
    }

    @Deactivate
    synchronized void stop() {
        poller.shutdown();
        if (registration != null) {
            registration.unregister();
        }
    }
}
