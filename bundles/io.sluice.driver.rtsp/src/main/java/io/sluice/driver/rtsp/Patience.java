/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the peer on the thread that opens: for each answer as long as said, for all together not beyond the
 * attempt's deadline, and not at all once the attempt is cancelled.
 */
final class Patience {
    private final String peer;
    private final long eachNs;
    private final long endNs;
    private final CompletableFuture<Object> cancelled = new CompletableFuture<>();

    /** @param peer for people: host and port */
    Patience(String peer, Duration each, Duration total) {
        this.peer = peer;
        this.eachNs = each.toNanos();
        this.endNs = System.nanoTime() + total.toNanos();
    }

    /** Ends the wait, now or when it begins; any thread. */
    void cancel() {
        cancelled.completeExceptionally(new CancellationException());
    }

    /** What is left for all together. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNs - System.nanoTime()));
    }

    /** How long the next answer may take. */
    Duration next() {
        return Duration.ofNanos(Math.max(1_000_000, Math.min(eachNs, endNs - System.nanoTime())));
    }

    /**
     * Waits for an answer.
     *
     * @param what was asked, for the text: "host did not answer …"
     */
    <T extends @Nullable Object> T await(CompletionStage<T> stage, String what) throws RefusedException {
        return await(stage, what, next());
    }

    /** The same for another time than an answer has. */
    <T extends @Nullable Object> T await(CompletionStage<T> stage, String what, Duration atMost)
            throws RefusedException {
        CompletableFuture<T> answer = stage.toCompletableFuture();
        Duration left = Duration.ofNanos(Math.max(1_000_000, endNs - System.nanoTime()));
        Duration time = atMost.compareTo(left) < 0 ? atMost : left;
        try {
            CompletableFuture.anyOf(answer, cancelled).get(time.toNanos(), TimeUnit.NANOSECONDS);
            return answer.join();
        } catch (TimeoutException e) {
            answer.cancel(false);
            String text = peer + " did not answer " + what + " within " + text(time);
            throw new RefusedException(Reason.TIMEOUT, text, Opened.Retry.YES);
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw stopped(what);
        } catch (ExecutionException | CompletionException e) {
            if (cancelled.isCompletedExceptionally()) {
                answer.cancel(false);
                throw stopped(what);
            }
            throw failed(e.getCause() == null ? e : e.getCause(), what);
        }
    }

    private RefusedException stopped(String what) {
        return new RefusedException(
                Reason.NO_VIEWER, "nobody waits for " + peer + " to answer " + what + " any more", Opened.Retry.YES);
    }

    private RefusedException failed(Throwable problem, String what) {
        if (problem instanceof StreamException failure) {
            boolean instead = failure.reason() == Reason.RESET || failure.reason() == Reason.ENDED;
            String text = failure.getMessage() + (instead ? " instead of answering " + what : "");
            return new RefusedException(failure.reason(), text, Opened.Retry.YES);
        }
        return new RefusedException(Reason.FAILED, peer + ": " + problem, Opened.Retry.YES);
    }

    private static String text(Duration time) {
        long ms = (time.toMillis() + 50) / 100 * 100;
        return ms % 1000 == 0 && ms > 0 ? ms / 1000 + " s" : Math.max(1, time.toMillis()) + " ms";
    }
}
