/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request, and what is to happen once it is on its way.
 *
 * @param text why it was refused, for people; empty when it was not
 */
record Answer(RtspResponse response, String text, Runnable afterwards) {
    static Answer ok(String... namesAndValues) {
        return new Answer(RtspResponse.of(200, RtspHeaders.of(namesAndValues)), "", () -> {});
    }

    /** The text goes into the body. */
    static Answer refused(int status, String text) {
        return new Answer(
                new RtspResponse(
                        status,
                        RtspResponse.reasonOf(status),
                        RtspHeaders.of("Content-Type", "text/plain; charset=utf-8"),
                        Bytes.of((text + "\r\n").getBytes(StandardCharsets.UTF_8))),
                text,
                () -> {});
    }

    static Answer refused(StreamException problem) {
        return refused(statusOf(problem.reason()), String.valueOf(problem.getMessage()));
    }

    /** The one place where a reason becomes a status. */
    private static int statusOf(Reason reason) {
        return switch (reason) {
            case NOT_FOUND, REMOVED -> 404;
            case INVALID -> 400;
            case NO_COMMON_CODEC, TRACK_MISSING -> 415;
            case FORBIDDEN, BUSY, TAKEN_OVER -> 403;
            default -> 503;
        };
    }

    Answer with(String name, String value) {
        return new Answer(response.with(name, value), text, afterwards);
    }

    Answer body(String type, String body) {
        return new Answer(
                new RtspResponse(
                        response.status(),
                        response.reason(),
                        response.headers().plus("Content-Type", type),
                        Bytes.of(body.getBytes(StandardCharsets.UTF_8))),
                text,
                afterwards);
    }

    Answer then(Runnable task) {
        return new Answer(response, text, task);
    }

    /** A refusal that is no news: nothing of it in the log. */
    Answer quietly() {
        return new Answer(response, "", afterwards);
    }

    /** As that which may be missing. */
    CompletionStage<@Nullable Answer> later() {
        return CompletableFuture.completedFuture(this);
    }

    CompletionStage<Answer> now() {
        return CompletableFuture.completedFuture(this);
    }
}
