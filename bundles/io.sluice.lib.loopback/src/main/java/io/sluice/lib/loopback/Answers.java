/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import io.sluice.api.media.Bytes;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.rtsp.TransportHeader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Responses that both kinds of sessions give. */
final class Answers {
    /** Nobody waits for a sign of life here; it keeps clients from sending them every few seconds. */
    static final String SESSION = "1;timeout=3600";

    private Answers() {}

    static RtspResponse ok(String... namesAndValues) {
        return RtspResponse.of(200, RtspHeaders.of(namesAndValues));
    }

    static RtspResponse refused(int status, String text) {
        return new RtspResponse(
                status,
                RtspResponse.reasonOf(status),
                RtspHeaders.of("Content-Type", "text/plain; charset=utf-8"),
                Bytes.of((text + "\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    static CompletionStage<RtspResponse> now(RtspResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    /**
     * The first interleaved offer.
     *
     * @return null when there is none: to be refused with 461
     */
    static @Nullable TransportHeader interleaved(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            for (TransportHeader offer : TransportHeader.readAll(header)) {
                if (offer.tcp() && !offer.multicast() && offer.profile().equals("RTP/AVP")) {
                    return offer;
                }
            }
        } catch (RtspException e) {
            return null; // nothing that could be understood is nothing that is served
        }
        return null;
    }
}
