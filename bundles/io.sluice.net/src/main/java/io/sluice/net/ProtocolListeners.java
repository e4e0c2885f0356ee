/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.sluice.api.net.Listeners;
import io.sluice.api.net.Protocol;
import io.sluice.api.stream.Reason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Listens for every {@link Protocol} that is registered, at the address its service properties name. */
@Component(service = Listeners.class, immediate = true)
public final class ProtocolListeners implements Listeners {
    private static final long STRANGERS_GRACE_NS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoops loops;
    private final Tls tls;
    private final StartupReport report;
    private final ScheduledThreadPoolExecutor control;
    private final Admission admission = new Admission(System::nanoTime, STRANGERS_GRACE_NS, this::later);
    private final BundleContext context;
    private final Successions successions;
    private final Map<Long, Listener> byService = new ConcurrentHashMap<>();

    @Activate
    public ProtocolListeners(BundleContext context, @Reference EventLoops loops, @Reference Tls tls) {
        this.context = context;
        this.loops = loops;
        this.tls = tls;
        report = new StartupReport(context);
        control = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "sluice-net-control"));
        control.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        control.setRemoveOnCancelPolicy(true);
        successions = new Successions(() -> loops.settings().handoverMs(), this::later, this::changed);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            bind = "addProtocol",
            updated = "updatedProtocol",
            unbind = "removeProtocol")
    void addProtocol(Protocol protocol, Map<String, Object> properties) {
        String name = text(properties.get(Protocol.NAME), "unnamed");
        String address = text(properties.get(Protocol.LISTEN), "");
        Listener waiting = successions.take(name, address);
        Listener listener = waiting != null
                ? waiting
                : new Listener(name, address, protocol, loops, admission, tls, control, this::changed);
        Listener replaced = byService.put(id(properties), listener);
        if (replaced != null) {
            replaced.stop(Reason.BUNDLE_STOPPED, "the address of " + replaced.name() + " changed");
        }
        if (waiting != null) {
            waiting.resume(protocol);
        } else {
            listener.start();
        }
    }

    void updatedProtocol(Protocol protocol, Map<String, Object> properties) {
        Listener listener = byService.get(id(properties));
        if (listener == null
                || !listener.address().equals(text(properties.get(Protocol.LISTEN), ""))
                || !listener.name().equals(text(properties.get(Protocol.NAME), "unnamed"))) {
            addProtocol(protocol, properties);
        }
    }

    void removeProtocol(Protocol protocol, Map<String, Object> properties) {
        Listener listener = byService.remove(id(properties));
        if (listener != null) {
            String text = "the bundle of " + listener.name() + " was stopped";
            if (Boolean.TRUE.equals(properties.get(Protocol.HANDS_OVER)) && listener.isBound() && !shuttingDown()) {
                listener.suspend(text);
                succeed(listener, text);
            } else {
                listener.stop(Reason.BUNDLE_STOPPED, text);
            }
            try {
                control.execute(this::changed);
            } catch (RejectedExecutionException e) {
                // This component ends too.
            }
        }
    }

    /** Two versions may be there at once: then the other one goes on. */
    private void succeed(Listener listener, String text) {
        for (Map.Entry<Long, Listener> other : List.copyOf(byService.entrySet())) {
            Listener twin = other.getValue();
            Protocol next = twin.protocol();
            if (next != null
                    && !twin.isBound()
                    && twin.name().equals(listener.name())
                    && twin.address().equals(listener.address())
                    && byService.replace(other.getKey(), twin, listener)) {
                twin.stop(Reason.NONE, text);
                listener.resume(next);
                return;
            }
        }
        successions.await(listener, text);
    }

    private boolean shuttingDown() {
        Bundle system = context.getBundle(0);
        return system != null && system.getState() == Bundle.STOPPING;
    }

    private void later(long delayNs, Runnable task) {
        try {
            control.schedule(task, delayNs, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Everything ends.
        }
    }

    private void changed() {
        report.update(Stream.concat(byService.values().stream(), successions.all().stream())
                .filter(Listener::tried)
                .map(Listener::info)
                .toList());
    }

    @Deactivate
    void stop() {
        control.shutdownNow();
        report.close();
        byService.values().forEach(listener -> listener.stop(Reason.SHUTDOWN, "the server's network was stopped"));
        byService.clear();
        successions.stop(Reason.SHUTDOWN, "the server's network was stopped");
    }

    @Override
    public List<Info> listeners() {
        return Stream.concat(byService.values().stream(), successions.all().stream())
                .map(Listener::info)
                .toList();
    }

    private static long id(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_ID) instanceof Long id ? id : -1;
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value == null ? otherwise : value.toString().trim();
    }
}
