/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.lib.rtsp.ClientAuthentication;
import io.sluice.lib.rtsp.Credentials;
import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspRequest;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.rtsp.RtspUrl;
import io.sluice.lib.rtsp.SessionHeader;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one session: adds authentication and session id, and sends a request that was answered with 401 once
 * more. Any thread, one request at a time.
 */
final class Conversation {
    private static final int UNAUTHORIZED = 401;
    private static final String USER_AGENT = "Sluice";

    private final RtspLink link;
    /** Guarded by this; null without credentials. */
    private final @Nullable ClientAuthentication authentication;

    private volatile @Nullable SessionHeader session;

    Conversation(RtspLink link, RtspUrl url) {
        this.link = link;
        String user = url.user();
        // The URL holds the password for exactly this host: cameras that know only Basic get it.
        this.authentication =
                user == null ? null : new ClientAuthentication(new Credentials(user, url.password()), true);
    }

    boolean hasCredentials() {
        return authentication != null;
    }

    /** The session from now on. */
    void session(SessionHeader given) {
        session = given;
    }

    @Nullable
    SessionHeader session() {
        return session;
    }

    /**
     * Sends a request.
     *
     * @param headers without CSeq, Session and Authorization
     * @return the last answer, a 401 when there is nothing more to try; fails with a
     *     {@link io.sluice.api.stream.StreamException} when the connection is closed first
     */
    CompletableFuture<RtspResponse> ask(String method, String url, RtspHeaders headers) {
        return once(method, url, headers).thenCompose(answer -> {
            if (answer.status() != UNAUTHORIZED || !challenged(answer)) {
                return CompletableFuture.completedFuture(answer);
            }
            return once(method, url, headers);
        });
    }

    private CompletableFuture<RtspResponse> once(String method, String url, RtspHeaders headers) {
        RtspHeaders all = headers.plus("User-Agent", USER_AGENT);
        SessionHeader known = session;
        if (known != null) {
            all = all.plus("Session", known.id());
        }
        String authorization = authorization(method, url);
        if (authorization != null) {
            all = all.plus("Authorization", authorization);
        }
        return link.send(new RtspRequest(method, url, all, Bytes.EMPTY));
    }

    private synchronized boolean challenged(RtspResponse answer) {
        return authentication != null && authentication.challenged(answer);
    }

    private synchronized @Nullable String authorization(String method, String url) {
        return authentication == null ? null : authentication.authorization(method, url);
    }
}
