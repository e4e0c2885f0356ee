/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.sluice.api.net.Dialer;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Connections to Felix HTTP: as many as there are requests, of which a few stay for the next ones. Any thread. */
final class Backends {
    private static final String HOST = "127.0.0.1";
    private static final Duration DIAL = Duration.ofSeconds(5);
    private static final int MOST = 512;
    private static final int MOST_IDLE = 16;

    private final Dialer dialer;
    private final ConcurrentLinkedDeque<Backend> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile int port;

    Backends(Dialer dialer) {
        this.dialer = dialer;
    }

    /** @param now the port of Felix HTTP; 0: it does not run */
    void port(int now) {
        port = now;
        for (Backend backend = idle.poll(); backend != null; backend = idle.poll()) {
            backend.close(Reason.ENDED, "Felix HTTP was restarted");
        }
    }

    int open() {
        return open.get();
    }

    /**
     * A connection that nobody uses.
     *
     * @param fresh whether it must be a new one
     * @return fails with {@link StreamException}
     */
    CompletionStage<Backend> take(boolean fresh) {
        int to = port;
        if (to == 0) {
            return failed("Felix HTTP does not run");
        }
        for (Backend backend = fresh ? null : idle.poll(); backend != null; backend = idle.poll()) {
            if (backend.usable(to)) {
                return CompletableFuture.completedFuture(backend);
            }
            backend.close(Reason.ENDED, "unused for too long");
        }
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            return failed("too many requests at once");
        }
        CompletableFuture<Backend> made = new CompletableFuture<>();
        dialer.connect(HOST, to, DIAL, connection -> {
                    Backend backend = new Backend(this, connection, to);
                    made.complete(backend);
                    return backend;
                })
                .whenComplete((connection, problem) -> {
                    if (problem != null && made.completeExceptionally(problem)) {
                        open.decrementAndGet();
                    }
                });
        return made;
    }

    private static CompletionStage<Backend> failed(String text) {
        return CompletableFuture.failedFuture(new StreamException(Reason.UNREACHABLE, text));
    }

    /** It is free again. */
    void give(Backend backend) {
        if (idle.size() < MOST_IDLE && backend.usable(port)) {
            idle.push(backend);
        } else {
            backend.close(Reason.ENDED, "enough others are idle");
        }
    }

    void closed(@Nullable Backend backend) {
        open.decrementAndGet();
        if (backend != null) {
            idle.remove(backend);
        }
    }
}
