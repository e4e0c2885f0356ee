/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits until the registry has what was written into the file, so that whoever changes a stream and reads it sees the
 * change. Not for longer than 2 s: a file that is written but not applied is the configuration's to tell.
 */
public final class Applied {
    private static final long LIMIT_MS = 2_000;
    private static final long STEP_MS = 15;

    private final StreamRegistry registry;

    public Applied(StreamRegistry registry) {
        this.registry = registry;
    }

    public void await(StreamName name, List<String> maskedSources) {
        // A publisher is the only source of a stream that is defined without.
        await(
                name,
                stream -> stream != null
                        && (maskedSources.isEmpty()
                                || stream.sources().stream()
                                        .map(SourceInfo::source)
                                        .toList()
                                        .equals(maskedSources)));
    }

    public void awaitGone(StreamName name) {
        await(name, stream -> stream == null);
    }

    private void await(StreamName name, Predicate<@Nullable StreamInfo> wanted) {
        var stop = new CompletableFuture<Void>().completeOnTimeout(null, LIMIT_MS, TimeUnit.MILLISECONDS);
        var seen = new CompletableFuture<Void>();
        look(name, wanted, seen, stop);
        try {
            CompletableFuture.anyOf(seen, stop).get(LIMIT_MS + 500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            // It is in the file; that it shows a moment later does no harm.
        } finally {
            stop.complete(null);
        }
    }

    private void look(
            StreamName name,
            Predicate<@Nullable StreamInfo> wanted,
            CompletableFuture<Void> seen,
            CompletableFuture<Void> stop) {
        registry.stream(name).whenComplete((stream, failed) -> {
            if (wanted.test(stream)) {
                seen.complete(null);
            } else if (!stop.isDone()) {
                Executor later = CompletableFuture.delayedExecutor(STEP_MS, TimeUnit.MILLISECONDS, Runnable::run);
                later.execute(() -> look(name, wanted, seen, stop));
            }
        });
    }
}
