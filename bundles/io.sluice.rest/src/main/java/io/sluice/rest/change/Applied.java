/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.change;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.StreamState;
import io.sluice.rest.http.Patience;
import io.sluice.rest.http.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

    /**
     * Waits for what was defined and gives the stream. Where it is not there, because somebody else has removed it
     * again or because that took too long, it is what was defined: who defined it did so.
     */
    public StreamInfo shown(StreamName name, List<String> maskedSources) throws ProblemException {
        await(name, maskedSources);
        return Patience.answer(registry.stream(name)
                .exceptionallyCompose(failed -> isNotFound(failed)
                        ? CompletableFuture.completedFuture(defined(name, maskedSources))
                        : CompletableFuture.failedFuture(failed)));
    }

    private static boolean isNotFound(Throwable failed) {
        Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
        return cause instanceof StreamException known && known.reason() == Reason.NOT_FOUND;
    }

    private static StreamInfo defined(StreamName name, List<String> maskedSources) {
        String text = "defined, but not there now";
        List<SourceInfo> sources = maskedSources.stream()
                .map(source -> new SourceInfo(source, "", StreamState.IDLE, Reason.NO_VIEWER, text, null, 0, 0))
                .toList();
        return new StreamInfo(
                name,
                StreamState.IDLE,
                Reason.NO_VIEWER,
                text,
                Instant.now(),
                sources,
                List.of(),
                List.of(),
                List.of());
    }

    private void await(StreamName name, List<String> maskedSources) {
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
