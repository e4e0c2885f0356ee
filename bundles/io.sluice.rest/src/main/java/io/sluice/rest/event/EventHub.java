/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.event;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Users;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;

/** Takes events from Event Admin and hands them to whoever listens, on a thread of its own. */
public final class EventHub implements EventHandler, AutoCloseable {
    private static final int MAX_CLIENTS = 64;
    private static final long HEARTBEAT_MS = 15_000;

    private final EventLog log = new EventLog();
    private final Supplier<@Nullable Users> users;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicBoolean pumping = new AtomicBoolean();
    private final AtomicInteger admitted = new AtomicInteger();
    // Only on the thread.
    private final Set<EventClient> clients = new HashSet<>();

    public EventHub(Supplier<@Nullable Users> users) {
        this(users, HEARTBEAT_MS);
    }

    EventHub(Supplier<@Nullable Users> users, long heartbeatMs) {
        this.users = users;
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            var made = new Thread(task, "sluice-rest-events");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.scheduleWithFixedDelay(this::heartbeat, heartbeatMs, heartbeatMs, TimeUnit.MILLISECONDS);
    }

    /** On a thread of Event Admin: only notes it. */
    @Override
    public void handleEvent(Event event) {
        Map<String, Object> properties = new HashMap<>();
        for (String name : event.getPropertyNames()) {
            properties.put(name, event.getProperty(name));
        }
        log.add(event.getTopic(), EventView.values(properties));
        if (pumping.compareAndSet(false, true)) {
            execute(() -> {
                pumping.set(false);
                clients.forEach(EventClient::pump);
                clients.removeIf(EventClient::isClosed);
            });
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException stopped) {
            // Nobody listens any more.
        }
    }

    /** @return false: too many listen already */
    boolean admit() {
        if (admitted.incrementAndGet() <= MAX_CLIENTS) {
            return true;
        }
        admitted.decrementAndGet();
        return false;
    }

    /** One who was admitted has gone. */
    void left() {
        admitted.decrementAndGet();
    }

    /**
     * Begins to tell somebody.
     *
     * @param lastSeen number of the last event they know; -1: they know none and want none of the old ones
     */
    void listen(AsyncContext context, Identity identity, long lastSeen) throws IOException {
        var client = new EventClient(context, identity, log, lastSeen, this::execute);
        execute(() -> {
            clients.add(client);
            client.start();
        });
    }

    private void heartbeat() {
        Users known = users.get();
        for (EventClient client : clients) {
            // Rights may have been taken away since.
            if (known != null && !known.isCurrent(client.identity())) {
                client.close();
            }
            client.heartbeat();
        }
        clients.removeIf(EventClient::isClosed);
    }

    @Override
    public void close() {
        execute(() -> clients.forEach(EventClient::close));
        thread.shutdown();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
