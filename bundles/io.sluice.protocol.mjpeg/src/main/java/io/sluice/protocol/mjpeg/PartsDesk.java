/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.auth.Users;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import jakarta.servlet.AsyncContext;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All viewers of images, on one thread, where nothing blocks. */
final class PartsDesk implements AutoCloseable {
    /** Each has a buffer and a place in Felix HTTP. */
    private static final int MAX_VIEWERS = 256;

    private static final Duration CHECK = Duration.ofSeconds(5);

    private final StreamRegistry registry;
    private final Supplier<@Nullable Users> users;
    private final Duration limit;
    private final DeskThread thread;
    private final Executor desk;
    private final Set<PartsViewer> viewers = new HashSet<>();
    private boolean closed;

    /**
     * @param users null: nobody's rights can be looked at now, and everybody stays
     * @param limit within which a viewer has its first image or a reason
     */
    PartsDesk(StreamRegistry registry, Supplier<@Nullable Users> users, Duration limit) {
        this(registry, users, limit, CHECK);
    }

    /** @param check how often everybody's rights are looked at */
    PartsDesk(StreamRegistry registry, Supplier<@Nullable Users> users, Duration limit, Duration check) {
        this.registry = registry;
        this.users = users;
        this.limit = limit;
        thread = new DeskThread("sluice-mjpeg-stream");
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        desk = thread::executeIfOpen;
        thread.scheduleWithFixedDelay(this::check, check.toMillis(), check.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Rights may have been taken away since they were granted. */
    private void check() {
        Users known = users.get();
        if (known != null) {
            for (PartsViewer viewer : Set.copyOf(viewers)) {
                if (!known.isCurrent(viewer.identity())) {
                    viewer.revoke();
                }
            }
        }
    }

    /** Answers the request, now or later; any thread. */
    void watch(StreamName name, Asker asker, AsyncContext context) {
        try {
            thread.execute(() -> join(name, asker, context));
        } catch (RejectedExecutionException over) {
            refuse(context, Reason.BUNDLE_STOPPED, "the bundle that sends images is stopping");
        }
    }

    private void join(StreamName name, Asker asker, AsyncContext context) {
        if (closed) {
            refuse(context, Reason.BUNDLE_STOPPED, "the bundle that sends images is stopping");
            return;
        }
        if (viewers.size() >= MAX_VIEWERS) {
            refuse(context, Reason.LIMIT, MAX_VIEWERS + " watch images already, as many as may");
            return;
        }
        var viewer = new PartsViewer(registry, name, asker, context, desk, viewers::remove);
        viewers.add(viewer);
        String text = "no picture of \"" + name + "\" came within " + limit.toMillis() + " ms";
        thread.schedule(
                () -> viewer.late(new StreamException(Reason.TIMEOUT, text)), limit.toMillis(), TimeUnit.MILLISECONDS);
        viewer.start(limit);
    }

    private static void refuse(AsyncContext context, Reason reason, String text) {
        Problem.of(new StreamException(reason, text)).send(context);
    }

    /** Ends all viewers; returns at once. */
    @Override
    public void close() {
        desk.execute(() -> {
            closed = true;
            Set.copyOf(viewers).forEach(PartsViewer::stop);
            thread.shutdown();
        });
    }
}
