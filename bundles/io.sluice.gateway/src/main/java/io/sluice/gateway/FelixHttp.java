/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
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
    private static final int THREADS = 64;
    private static final long IDLE_MS = TimeUnit.MINUTES.toMillis(10);
    private static final long STOP_MS = 3_000;
    private static final long START_MS = 1_000;
    /** Twice as long after each time: to begin anew is to throw away what a slow machine has done so far. */
    private static final long RETRY_MS = 10_000;

    private static final int MOST_DOUBLINGS = 4;
    private static final long LOOK_MS = 20;
    private static final String GUARDED = "HTTP/1.1 403 ";

    private final ConfigurationAdmin admin;
    private final Routes routes;
    private final Backends backends;
    private final Runtimes runtimes;
    private final BundleContext context;
    private final ScheduledThreadPoolExecutor retries;
    private volatile CountDownLatch gone = new CountDownLatch(0);
    private volatile CountDownLatch came = new CountDownLatch(0);
    /** 0 while it does not run. */
    private volatile int port;

    private volatile int lastPort;
    private volatile @Nullable GatewaySettings wanted;
    private @Nullable ServiceRegistration<FelixHttp> started;
    private int attempt;
    /** Since it ran last. */
    private final AtomicInteger failures = new AtomicInteger();

    FelixHttp(BundleContext context, ConfigurationAdmin admin, Routes routes, Backends backends) {
        this.context = context;
        this.admin = admin;
        this.routes = routes;
        this.backends = backends;
        runtimes = new Runtimes(context);
        retries = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "sluice-gateway"));
        retries.setKeepAliveTime(1, TimeUnit.SECONDS);
        retries.allowCoreThreadTimeOut(true);
        retries.setRemoveOnCancelPolicy(true);
    }

    void start(GatewaySettings settings) {
        delete(); // left over by a server that was killed
        runtimes.open();
        configure(settings);
    }

    /** Starts it, starts it anew when something has changed, or stops it when HTTP is off. */
    synchronized void configure(GatewaySettings settings) {
        GatewaySettings before = wanted;
        wanted = settings;
        if (settings.listen().isEmpty()) {
            delete();
            report();
        } else if (before == null
                || before.listen().isEmpty()
                || !before.basePath().equals(settings.basePath())) {
            update(settings);
        }
    }

    private void update(GatewaySettings settings) {
        String basePath = settings.basePath();
        if (!routes.known()) {
            came = new CountDownLatch(1);
        }
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
        properties.put("sluice.attempt", attempt++); // another one chooses another port
        try {
            admin.getConfiguration(PID, "?").update(FrameworkUtil.asDictionary(properties));
            later(this::retry, patienceMs());
        } catch (IOException e) {
            problem("Felix HTTP cannot be configured: {}", e.toString());
        }
    }

    private long patienceMs() {
        return RETRY_MS << Math.min(failures.get(), MOST_DOUBLINGS);
    }

    private void later(Runnable task, long delayMs) {
        try {
            retries.schedule(task, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The gateway ends.
        }
    }

    /**
     * Whether the guard stands there: nothing is passed on before it turned away somebody without a pass. Its service
     * is known a moment before Felix HTTP has looked for servlets and guards.
     */
    private void probe(HttpServiceRuntime runtime, int now) {
        GatewaySettings settings = wanted;
        if (settings == null || port != now) {
            return;
        }
        if (!guarded(now, settings.basePath())) {
            later(() -> probe(runtime, now), LOOK_MS);
            return;
        }
        routes.runtime(runtime);
        backends.port(now);
        if (port != now) {
            routes.runtime(null); // it went meanwhile
            backends.port(port);
            return;
        }
        failures.set(0);
        LOG.atInfo().addKeyValue("event", "gateway.ready").log("servlets are reached through 127.0.0.1:{}", now);
        report();
    }

    private static boolean guarded(int port, String basePath) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) START_MS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) START_MS);
            String request = "GET " + basePath + "/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(GUARDED.length());
            return new String(status, StandardCharsets.US_ASCII).equals(GUARDED);
        } catch (IOException e) {
            return false;
        }
    }

    /** Between choosing a port and opening it, somebody else may have taken it. */
    private synchronized void retry() {
        GatewaySettings settings = wanted;
        if (settings != null && !settings.listen().isEmpty() && !routes.known()) {
            LOG.atWarn()
                    .addKeyValue("event", "gateway.slow")
                    .log("Felix HTTP did not start within {} ms; it is tried again", patienceMs());
            failures.incrementAndGet();
            update(settings);
        }
    }

    /** The part of the start-up: without it nobody would wait for the servlets. */
    private synchronized void report() {
        GatewaySettings settings = wanted;
        if (started == null && settings != null) {
            String[] lines = settings.basePath().isEmpty()
                    ? new String[0]
                    : new String[] {"HTTP is below " + settings.basePath() + "/"};
            started = context.registerService(
                    FelixHttp.class,
                    this,
                    FrameworkUtil.asDictionary(Map.of("sluice.startup", "gateway", "sluice.startup.lines", lines)));
        }
    }

    private void delete() {
        try {
            admin.getConfiguration(PID, "?").delete();
        } catch (IOException e) {
            problem("Felix HTTP cannot be stopped: {}", e.toString());
        }
    }

    /** Returns when its port is closed, or when that takes too long. */
    void stop() {
        synchronized (this) {
            wanted = null;
            if (started != null) {
                started.unregister();
                started = null;
            }
        }
        retries.shutdownNow();
        delete();
        if (!awaitEnd()) {
            problem("Felix HTTP does not stop within {} ms; its bundle is stopped", STOP_MS);
            runtimes.stopBundle();
        }
        runtimes.close();
    }

    /** Its service goes a moment before its port is closed, so the port is asked. */
    private boolean awaitEnd() {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS);
        try {
            // Stopped while it was being started: it still comes, and goes.
            came.await(START_MS, TimeUnit.MILLISECONDS);
            boolean over = gone.await(STOP_MS, TimeUnit.MILLISECONDS);
            while (over && System.nanoTime() - deadlineNs < 0) {
                if (lastPort == 0 || !listens(lastPort)) {
                    return true;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) STOP_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void problem(String text, Object detail) {
        LOG.atError().addKeyValue("event", "gateway.servlets").log(text, detail);
    }

    private static int portOf(@Nullable Object endpoints) {
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
            came.countDown();
            modifiedService(reference, runtime);
            return runtime;
        }

        @Override
        public void modifiedService(ServiceReference<HttpServiceRuntime> reference, HttpServiceRuntime runtime) {
            int now = portOf(reference.getProperty(ENDPOINT));
            if (now != 0 && now != port) { // other properties change with every servlet
                port = now;
                lastPort = now;
                later(() -> probe(runtime, now), 0);
            }
        }

        /** Without a guard it must not go on. */
        void stopBundle() {
            ServiceReference<HttpServiceRuntime> reference = getServiceReference();
            Bundle bundle = reference == null ? null : reference.getBundle();
            if (bundle != null) {
                try {
                    bundle.stop(Bundle.STOP_TRANSIENT);
                } catch (BundleException e) {
                    problem("Felix HTTP's bundle does not stop: {}", e.toString());
                }
            }
        }

        @Override
        public void removedService(ServiceReference<HttpServiceRuntime> reference, HttpServiceRuntime runtime) {
            port = 0;
            routes.runtime(null);
            backends.port(0);
            context.ungetService(reference);
            gone.countDown();
        }
    }
}
