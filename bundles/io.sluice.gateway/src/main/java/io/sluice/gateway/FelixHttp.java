/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Felix HTTP as the gateway wants it: on a port of its own on loopback, only as long as the guard stands before it. The
 * framework property {@code org.apache.felix.http.enable=false} keeps it off at all other times.
 */
final class FelixHttp {
    private static final Logger LOG = LoggerFactory.getLogger(FelixHttp.class);
    private static final String PID = "org.apache.felix.http";
    private static final String ENDPOINT = "osgi.http.endpoint";
    private static final int HEADER_BYTES = 80 * 1024;
    private static final int THREADS = 32;
    private static final long IDLE_MS = TimeUnit.MINUTES.toMillis(10);
    private static final long STOP_MS = 3_000;

    private final ConfigurationAdmin admin;
    private final Routes routes;
    private final Backends backends;
    private final Runtimes runtimes;
    private volatile CountDownLatch gone = new CountDownLatch(0);

    FelixHttp(BundleContext context, ConfigurationAdmin admin, Routes routes, Backends backends) {
        this.admin = admin;
        this.routes = routes;
        this.backends = backends;
        runtimes = new Runtimes(context);
    }

    void start(String basePath) {
        runtimes.open();
        configure(basePath);
    }

    /** Starts it, or starts it anew when something has changed. */
    void configure(String basePath) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("org.apache.felix.http.enable", true);
        properties.put("org.apache.felix.https.enable", false);
        properties.put("org.apache.felix.http.host", "127.0.0.1");
        properties.put("org.osgi.service.http.port", "0");
        properties.put("org.apache.felix.http.context_path", basePath.isEmpty() ? "/" : basePath);
        properties.put("org.apache.felix.http.timeout", (int) IDLE_MS);
        properties.put("org.apache.felix.http.jetty.headerBufferSize", HEADER_BYTES);
        properties.put("org.apache.felix.http.jetty.threadpool.max", THREADS);
        properties.put("org.apache.felix.http.jetty.acceptors", 1);
        properties.put("org.apache.felix.http.jetty.selectors", 1);
        properties.put("org.apache.felix.http.jetty.sendServerHeader", false);
        try {
            Configuration configuration = admin.getConfiguration(PID, "?");
            configuration.updateIfDifferent(FrameworkUtil.asDictionary(properties));
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("event", "gateway.servlets")
                    .log("Felix HTTP cannot be configured: {}", e.toString());
        }
    }

    /** Returns when its port is closed, or when that takes too long. */
    void stop() {
        try {
            admin.getConfiguration(PID, "?").delete();
            if (!gone.await(STOP_MS, TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("event", "gateway.servlets").log("Felix HTTP does not stop");
            }
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("event", "gateway.servlets")
                    .log("Felix HTTP cannot be stopped: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        runtimes.close();
    }

    private static int port(@Nullable Object endpoints) {
        List<String> urls = new ArrayList<>();
        if (endpoints instanceof String url) {
            urls.add(url);
        } else if (endpoints instanceof String[] several) {
            urls.addAll(Arrays.asList(several));
        } else if (endpoints instanceof Collection<?> several) {
            several.forEach(url -> urls.add(String.valueOf(url)));
        }
        for (String url : urls) {
            if (url.startsWith("http://127.0.0.1:")) {
                return URI.create(url).getPort();
            }
        }
        return 0;
    }

    private final class Runtimes extends ServiceTracker<HttpServiceRuntime, HttpServiceRuntime> {
        Runtimes(BundleContext context) {
            super(context, HttpServiceRuntime.class, null);
        }

        @Override
        public HttpServiceRuntime addingService(ServiceReference<HttpServiceRuntime> reference) {
            HttpServiceRuntime runtime = context.getService(reference);
            gone = new CountDownLatch(1);
            routes.runtime(runtime);
            modifiedService(reference, runtime);
            return runtime;
        }

        @Override
        public void modifiedService(ServiceReference<HttpServiceRuntime> reference, HttpServiceRuntime runtime) {
            int port = port(reference.getProperty(ENDPOINT));
            backends.port(port);
        }

        @Override
        public void removedService(ServiceReference<HttpServiceRuntime> reference, HttpServiceRuntime runtime) {
            routes.runtime(null);
            backends.port(0);
            gone.countDown();
            context.ungetService(reference);
        }
    }
}
