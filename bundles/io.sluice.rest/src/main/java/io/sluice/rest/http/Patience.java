/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import io.sluice.api.stream.StreamException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the registry, but not for ever. */
public final class Patience {
    private static final long LIMIT_MS = 10_000;

    private Patience() {}

    /** What the registry answers, or a problem that says why it does not. */
    public static <T> T answer(CompletionStage<T> asked) throws ProblemException {
        return answer(asked, LIMIT_MS);
    }

    public static <T> T answer(CompletionStage<T> asked, long limitMs) throws ProblemException {
        try {
            return asked.toCompletableFuture().get(limitMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new ProblemException(503, "no answer within " + limitMs + " ms; see the log")
                    .header("Retry-After", "2");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ProblemException(503, "the server is stopping");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StreamException known) {
                throw of(known);
            }
            throw new IllegalStateException("the registry failed", failed.getCause());
        }
    }

    /** How a reason looks in HTTP. */
    public static ProblemException of(StreamException known) {
        int status = switch (known.reason()) {
            case NOT_FOUND -> 404;
            case INVALID -> 400;
            case FORBIDDEN -> 403;
            case NO_COMMON_CODEC, TRACK_MISSING -> 406;
            case BUSY, LOOP -> 409;
            case LIMIT -> 503;
            case TIMEOUT -> 504;
            default -> 502;
        };
        return new ProblemException(status, String.valueOf(known.getMessage()))
                .with("reason", known.reason().name());
    }
}
